using Faultline.Abstractions.Data;
using Faultline.Providers.Local.Processes;

namespace Faultline.Providers.Local.Tests.Processes;

public sealed class ProcessOutputTests : IAsyncDisposable
{
    private readonly ProcessWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    // printf's octal: UTF-8 where the bytes are that, Latin-1 otherwise.
    [Theory(Timeout = 30_000)]
    [InlineData(@"caf\303\251", "café")]
    [InlineData(@"\360\237\230\200", "😀")]
    [InlineData(@"caf\351", "café")]
    [InlineData(@"\303\251 \351", "Ã© é")]
    [InlineData(@"\357\273\277text", "text")]
    [InlineData(@"\357\273\277\351", "é")]
    [InlineData(@"a\000b", "a\0b")]
    [InlineData(@"\033[31mred\033[0m", "\u001b[31mred\u001b[0m")]
    [InlineData(@"a\r\nb\n\n", "a\r\nb\n\n")]
    [InlineData("", "")]
    public async Task Weakness_28_bytes_are_UTF_8_or_Latin_1(string octal, string expected)
    {
        var outcome = await _world.ShellAsync($"printf '{octal}'");

        outcome.Output("stdout").ShouldBeOfType<DataString>().Value.ShouldBe(expected);
    }

    [Fact(Timeout = 60_000)]
    public async Task Output_up_to_the_bound_is_whole()
    {
        var outcome = await _world.ShellAsync($"head -c {OutputCapture.Bound} /dev/zero | tr '\\0' x");

        outcome.Output("stdout").ShouldBeOfType<DataString>().Value.ShouldBe(new string('x', OutputCapture.Bound));
    }

    [Fact(Timeout = 60_000)]
    public async Task Latin_1_up_to_the_bound_is_whole()
    {
        var outcome = await _world.ShellAsync($"head -c {OutputCapture.Bound} /dev/zero | tr '\\0' '\\351'");

        outcome.Output("stdout").ShouldBeOfType<DataString>().Value.ShouldBe(new string('é', OutputCapture.Bound));
    }

    [Fact(Timeout = 60_000)]
    public async Task Weakness_28_output_beyond_the_bound_is_cut_with_a_note()
    {
        var outcome = await _world.ShellAsync($"head -c {OutputCapture.Bound + 5} /dev/zero | tr '\\0' x");

        outcome.Output("stdout").ShouldBeOfType<DataString>().Value[OutputCapture.Bound..].ShouldBe("\n[cut here: 1048581 bytes in all]");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_file_beside_the_journal_holds_everything()
    {
        var call = LargeOutput() with { OutputFolder = _world.Home.Path };

        var outcome = await _world.RunAsync(call);

        var file = Path.Combine(_world.Home.Path, "ask-1.stdout");
        outcome
            .Output("stdout")
            .ShouldBeOfType<DataString>()
            .Value[OutputCapture.Bound..]
            .ShouldBe($"\n[cut here: 3145728 bytes in all, the whole is in {file}]");
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(new string('x', 3 * OutputCapture.Bound));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_run_gets_a_file_of_its_own()
    {
        var call = LargeOutput() with { OutputFolder = _world.Home.Path, Name = "a/b: c" };

        await _world.RunAsync(call);
        await _world.RunAsync(call);

        Directory.GetFiles(_world.Home.Path).Select(Path.GetFileName).Order().ShouldBe(["a-b--c-1.stdout", "a-b--c-2.stdout"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_that_can_not_be_written_is_said_and_ends_nothing()
    {
        var call = LargeOutput() with { OutputFolder = "/no/such/folder" };

        var outcome = await _world.RunAsync(call);

        outcome
            .Output("stdout")
            .ShouldBeOfType<DataString>()
            .Value[OutputCapture.Bound..]
            .ShouldBe(
                "\n[cut here: 3145728 bytes in all, and the whole could not be kept: Could not find a part of the path '/no/such/folder/ask-1.stdout'.]"
            );
    }

    [Fact]
    public void A_character_that_the_bound_cuts_in_two_is_dropped()
    {
        using var capture = new OutputCapture(null, "ask", "stdout");
        capture.Write([.. Enumerable.Repeat((byte)'x', OutputCapture.Bound - 1), .. "é"u8]);

        capture.Read().ShouldBe(new string('x', OutputCapture.Bound - 1) + "\n[cut here: 1048577 bytes in all]");
    }

    [Fact]
    public void What_comes_after_the_end_is_not_kept()
    {
        var capture = new OutputCapture(null, "ask", "stdout");
        capture.Write("a"u8);
        capture.Dispose();
        capture.Write("b"u8);

        capture.Read().ShouldBe("a");
    }

    private static Abstractions.Activities.ActivityCall LargeOutput() =>
        Some.Call($$"""{"path": "sh", "arguments": ["-c", "head -c {{3 * OutputCapture.Bound}} /dev/zero | tr '\\0' x"]}""");
}
