using System.Collections.Concurrent;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Linux.Tests;

public sealed class ProcessInputTests : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly ConcurrentQueue<byte> _output = new();

    public ValueTask DisposeAsync() => _starter.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task A_process_reads_what_is_sent_until_its_input_is_closed()
    {
        var child = Start("cat", takesInput: true);

        child.SendInput("hello\n"u8).ShouldBeTrue();
        child.CloseInput();
        var status = await child.Completed;

        (status.Code, Text()).ShouldBe((0, "hello\n"));
    }

    [Fact(Timeout = 20_000)]
    public async Task Nobody_reads_the_input_of_a_process_that_is_gone()
    {
        var child = Start("exit 0", takesInput: true);
        await child.Completed;

        child.SendInput("hello\n"u8).ShouldBeFalse();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_at_a_terminal_has_it_as_its_own_in_the_size_that_was_asked_for()
    {
        var child = Start("tty -s && : < /dev/tty && stty size", terminal: new TerminalSize(101, 33));

        var status = await child.Completed;

        (status.Code, Text()).ShouldBe((0, "33 101\r\n"));
    }

    [Fact(Timeout = 20_000)]
    public async Task What_is_typed_at_a_terminal_is_shown_read_and_ended_by_control_d()
    {
        var child = Start("stty -echo; echo ready; cat; stty size", terminal: TerminalSize.Usual);
        await Proc.Until(() => Text() == "ready\r\n");

        child.SendInput("hello\n"u8);
        await Proc.Until(() => Text() == "ready\r\nhello\r\n");
        child.Resize(new TerminalSize(100, 50));
        child.CloseInput();
        await child.Completed;

        Text().ShouldBe("ready\r\nhello\r\n50 100\r\n");
    }

    [Fact(Timeout = 20_000)]
    public async Task Control_c_at_a_terminal_reaches_what_runs_there()
    {
        var child = Start("trap 'echo caught; exit 4' INT; echo ready; while :; do sleep 0.02; done", terminal: TerminalSize.Usual);
        await Proc.Until(() => Text() == "ready\r\n");

        child.SendInput([3]);
        var status = await child.Completed;

        status.Code.ShouldBe(4);
        Text().ShouldEndWith("caught\r\n");
    }

    private ChildProcess Start(string script, bool takesInput = false, TerminalSize? terminal = null) =>
        _starter.Start(
            new ProcessSpec
            {
                Path = "/bin/sh",
                Arguments = ["-c", script],
                Environment = Env.Plain,
                StandardOutput = bytes =>
                {
                    foreach (var one in bytes)
                    {
                        _output.Enqueue(one);
                    }
                },
                TakesInput = takesInput,
                Terminal = terminal,
            }
        );

    private string Text() => Encoding.UTF8.GetString([.. _output]);
}
