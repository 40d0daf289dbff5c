using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Local.Tests.Processes;

public sealed class ProcessEndTests : IAsyncDisposable
{
    private const string NonZero =
        "This process returned a non-zero exit code. This may indicate some error and not what you expected. Please have a look at the logs.";

    private readonly ProcessWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 30_000)]
    public async Task The_output_is_the_exit_code_and_both_streams() =>
        (await _world.ShellAsync("echo out; echo err >&2; exit 3"))
            .Line()
            .ShouldBe("""succeeded {"status": 3, "stdout": "out\n", "stderr": "err\n"}""");

    [Theory(Timeout = 30_000)]
    [InlineData("""{"path": "sh", "arguments": ["-c", "kill -9 $$"]}""", "-9")]
    [InlineData("""{"path": "sh", "arguments": ["-c", "kill -15 $$"]}""", "-15")]
    [InlineData("""{"path": "sh", "arguments": "-c 'kill -9 $$'; exit $?"}""", "137")]
    [InlineData("""{"path": "sh", "arguments": ["-c", "exit 255"]}""", "255")]
    [InlineData("""{"path": "true", "arguments": "&& nosuchcommand"}""", "127")]
    public async Task A_signal_is_a_negative_code_unless_a_shell_stands_between(string provider, string expected) =>
        (await _world.RunAsync(provider)).Output("status")!.ToString().ShouldBe(expected);

    [Theory(Timeout = 30_000)]
    [InlineData("exit 0", null)]
    [InlineData("exit 3", NonZero)]
    [InlineData("kill -9 $$", null)]
    public async Task Exit_codes_warn_and_signals_do_not(string script, string? expected) =>
        (await _world.ShellAsync(script)).Warnings.ShouldBe(expected is null ? [] : [expected]);

    [Theory(Timeout = 30_000)]
    [InlineData("exit 0", null)]
    [InlineData("exit 3", "its process ended with exit code 3.")]
    [InlineData("kill -9 $$", "its process was ended by signal 9.")]
    public async Task An_end_that_is_no_success_proves_nothing(string script, string? expected) =>
        (await _world.ShellAsync(script)).Unproven().ShouldBe(expected);

    [Theory(Timeout = 30_000)]
    [InlineData("exit 3")]
    [InlineData("kill -9 $$")]
    public async Task A_tolerance_says_which_ends_are_fine(string end)
    {
        var call = Some.Call($$"""{"path": "sh", "arguments": ["-c", "{{end}}"]}""") with { HasTolerance = true };

        var outcome = (ActivityOutcome.Succeeded)await _world.RunAsync(call);

        (outcome.Warnings.Length, outcome.Unproven).ShouldBe((0, null));
    }

    [Fact(Timeout = 30_000)]
    public async Task Standard_input_is_closed() =>
        (await _world.RunAsync("""{"path": "cat"}""")).Line().ShouldBe("""succeeded {"status": 0, "stdout": "", "stderr": ""}""");

    [Fact(Timeout = 30_000)]
    public async Task Weakness_07_a_timeout_ends_everything_that_was_started()
    {
        var running = _world.ShellAsync(
            """trap '' TERM; sleep 4137.25 & echo $! > "$HOME/child.part"; mv "$HOME/child.part" "$HOME/child"; wait""",
            """, "timeout": 5"""
        );
        var child = await _world.NumberInAsync("child");

        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        var outcome = await running;

        outcome.Line().ShouldBe("failed: process activity took too long to complete");
        await Some.Until(() => ProcessWorld.IsGone(child));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_timeout_ends_the_command_behind_the_shell_too()
    {
        var running = _world.RunAsync(
            """{"path": "sh", "arguments": "-c 'echo $$ > $HOME/child; exec sleep 4137.5'; echo done", "timeout": 0.5}"""
        );
        var child = await _world.NumberInAsync("child");

        _world.Clock.Advance(TimeSpan.FromSeconds(0.5));
        var outcome = await running;

        outcome.Line().ShouldBe("failed: process activity took too long to complete");
        await Some.Until(() => ProcessWorld.IsGone(child));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_timeout_ends_what_the_program_left_behind()
    {
        var running = _world.ShellAsync("""sleep 4137.75 & echo $! > "$HOME/child"; exit 0""", """, "timeout": 5""");
        var child = await _world.NumberInAsync("child");

        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        await running;

        await Some.Until(() => ProcessWorld.IsGone(child));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_process_that_ends_in_time_is_not_timed_out() =>
        (await _world.ShellAsync("echo fine", """, "timeout": 5""")).Output("stdout")!.ToString().ShouldBe("\"fine\\n\"");

    [Fact(Timeout = 30_000)]
    public async Task A_timeout_of_a_century_is_no_mistake() =>
        (await _world.ShellAsync("echo fine", """, "timeout": 3153600000""")).Output("stdout")!.ToString().ShouldBe("\"fine\\n\"");

    [Fact(Timeout = 30_000)]
    public async Task Being_stopped_ends_everything_that_was_started()
    {
        using var stop = new CancellationTokenSource();
        var running = _world.ShellAsync("""sleep 4138.25 & echo $! > "$HOME/child"; wait""", stop: stop.Token);
        var child = await _world.NumberInAsync("child");

        await stop.CancelAsync();
        var outcome = await running;

        outcome.Line().ShouldBe("stopped");
        await Some.Until(() => ProcessWorld.IsGone(child));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_stopped_may_clean_up_first()
    {
        using var stop = new CancellationTokenSource();
        var running = _world.ShellAsync(
            """trap 'echo 1 > "$HOME/clean"; exit' TERM; echo $$ > "$HOME/child"; while :; do sleep 0.02; done""",
            stop: stop.Token
        );
        await _world.NumberInAsync("child");

        await stop.CancelAsync();
        await running;

        File.Exists(Path.Combine(_world.Home.Path, "clean")).ShouldBeTrue();
    }
}
