using System.Collections.Concurrent;
using System.Text;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Linux.Tests;

public sealed class ProcessSpecTests : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _starter.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_starts_in_its_folder() =>
        (await OutputAsync(Shell("pwd") with { WorkingDirectory = _folder.Path })).ShouldBe(_folder.Path + "\n");

    [Fact(Timeout = 20_000)]
    public async Task Without_a_folder_it_starts_in_ours() =>
        (await OutputAsync(Shell("pwd"))).ShouldBe(Environment.CurrentDirectory + "\n");

    [Fact]
    public void A_folder_that_is_not_there_says_so() =>
        Should
            .Throw<ProcessStartException>(() => _starter.Start(Shell("pwd") with { WorkingDirectory = "/no/such/folder" }))
            .Message.ShouldBe("'/bin/sh' could not be started: No such file or directory");

    [Fact(Timeout = 20_000)]
    public async Task A_program_may_be_told_another_name() =>
        (
            await OutputAsync(Shell("echo $0") with { Arguments = ["-c", "cat /proc/$$/cmdline | tr '\\0' ' '"], Name = "alias" })
        ).ShouldStartWith("alias -c ");

    [Fact(Timeout = 20_000)]
    public async Task The_environment_is_the_given_one_and_the_mark_of_the_guard() =>
        (await OutputAsync(Shell("env | sed 's/=.*//' | sort | tr '\\n' ' '") with { Environment = With("MINE", "x") })).ShouldBe(
            "FAULTLINE_GUARD MINE PATH PWD "
        );

    [Fact(Timeout = 20_000)]
    public async Task Texts_arrive_in_UTF_8() =>
        (
            await OutputAsync(
                Shell("printf '%s %s' \"$X\" \"$1\"") with
                {
                    Environment = With("X", "é😀"),
                    Arguments = ["-c", "printf '%s %s' \"$X\" \"$1\"", "sh", "中"],
                }
            )
        ).ShouldBe("é😀 中");

    [Theory]
    [InlineData("/bin/sh", "a\0b", "v")]
    [InlineData("/bin/sh", "a", "v\0w")]
    [InlineData("/bin/sh\0", "a", "v")]
    public void What_a_program_can_not_be_given_is_refused(string path, string argument, string value) =>
        Should
            .Throw<ProcessStartException>(() =>
                _starter.Start(
                    new ProcessSpec
                    {
                        Path = path,
                        Arguments = [argument],
                        Environment = With("X", value),
                    }
                )
            )
            .Message.ShouldBe($"'{path}' could not be started: Invalid argument");

    [Fact]
    public void Arguments_without_end_are_refused() =>
        Should
            .Throw<ProcessStartException>(() => _starter.Start(Shell(new string(' ', 4_000_000))))
            .Message.ShouldBe("'/bin/sh' could not be started: Argument list too long");

    [Fact(Timeout = 20_000)]
    public async Task A_process_whose_output_nobody_wants_can_write() =>
        (await _starter.Start(Shell("echo out && echo err >&2")).Completed).Code.ShouldBe(0);

    [Fact(Timeout = 20_000)]
    public async Task Completed_waits_for_those_who_still_hold_the_output()
    {
        var output = new ConcurrentQueue<byte>();
        var child = Start(Shell("(sleep 0.2; echo late) & exit 4"), output);
        var exited = await child.Exited;

        await child.Completed;

        (exited.Code, Text(output)).ShouldBe((4, "late\n"));
    }

    [Fact(Timeout = 20_000)]
    public async Task Ending_does_not_wait_for_one_that_left_with_the_output()
    {
        var output = new ConcurrentQueue<byte>();
        var child = Start(Shell("setsid sh -c 'echo $$; exec sleep 30' & wait"), output);
        await Proc.Until(() => Text(output).EndsWith('\n'));

        await child.EndAsync(TimeSpan.Zero);
        var completed = child.Completed.IsCompleted;

        await Proc.KillAsync(int.Parse(Text(output)));
        completed.ShouldBeTrue();
    }

    [Fact(Timeout = 20_000)]
    public async Task Disposing_ends_everybody()
    {
        var output = new ConcurrentQueue<byte>();
        Start(Shell("trap '' TERM; sleep 30 & echo $!; wait; wait"), output);
        await Proc.Until(() => Text(output).EndsWith('\n'));

        await _starter.DisposeAsync();

        await Proc.Until(() => Proc.IsGone(int.Parse(Text(output))));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_that_has_ended_can_not_be_signalled()
    {
        var child = _starter.Start(Shell("exit 0"));
        await child.Completed;

        child.Signal(9).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task No_descriptor_of_ours_is_handed_down()
    {
        var before = await OutputAsync(Shell("ls /proc/$$/fd"));
        for (var i = 0; i < 5; i++)
        {
            Start(Shell("exec sleep 30"), []);
        }

        (await OutputAsync(Shell("ls /proc/$$/fd"))).ShouldBe(before);
    }

    private static Dictionary<string, string> With(string name, string value) => new(Env.Plain) { [name] = value };

    private static ProcessSpec Shell(string script) =>
        new()
        {
            Path = "/bin/sh",
            Arguments = ["-c", script],
            Environment = Env.Plain,
        };

    private async Task<string> OutputAsync(ProcessSpec spec)
    {
        var output = new ConcurrentQueue<byte>();
        await Start(spec, output).Completed;
        return Text(output);
    }

    private ChildProcess Start(ProcessSpec spec, ConcurrentQueue<byte> output) =>
        _starter.Start(
            spec with
            {
                StandardOutput = bytes =>
                {
                    foreach (var value in bytes)
                    {
                        output.Enqueue(value);
                    }
                },
            }
        );

    private static string Text(ConcurrentQueue<byte> bytes) => Encoding.UTF8.GetString([.. bytes]);
}
