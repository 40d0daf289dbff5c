using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Linux.Tests;

public sealed partial class ProcessStarterTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Environment = new() { ["PATH"] = "/usr/bin:/bin" };
    private readonly ProcessStarter _starter = new(TimeProvider.System);

    public ValueTask DisposeAsync() => _starter.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task Output_and_exit_code_arrive()
    {
        var output = new ConcurrentQueue<byte>();
        var error = new ConcurrentQueue<byte>();

        var status = await Shell("echo out; echo err >&2; exit 3", output, error).Completed;

        (status.Number, Text(output), Text(error)).ShouldBe((3, "out\n", "err\n"));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_signal_that_ended_the_process_is_told_apart_from_an_exit_code()
    {
        var status = await Shell("kill -9 $$").Completed;

        status.ShouldBe(new ExitStatus(null, 9));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_ends_without_success_also_where_somebody_else_reaps_it()
    {
        var codes = new List<int?>();
        // Who is first to ask how it ended is a matter of luck.
        for (var i = 0; i < 50; i++)
        {
            var child = Shell("exit 7");
            _ = WaitPid(child.Id, out _, 0);
            codes.Add((await child.Completed).Code);
        }

        codes.Distinct().Except([7, ExitStatus.Unknown]).ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task Ending_a_process_ends_what_it_started_too()
    {
        var output = new ConcurrentQueue<byte>();
        var child = Shell("sleep 100 & echo $!; wait", output);
        while (!Text(output).EndsWith('\n'))
        {
            await Task.Yield();
        }

        await child.EndAsync(TimeSpan.FromSeconds(1));

        await Proc.Until(() => Proc.IsGone(int.Parse(Text(output))));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_that_ignores_sigterm_is_killed_after_the_grace()
    {
        var output = new ConcurrentQueue<byte>();
        var child = Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done", output);
        while (Text(output) != "ready\n")
        {
            await Task.Yield();
        }

        var status = await child.EndAsync(TimeSpan.FromMilliseconds(100));

        status.Signal.ShouldBe(9);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_has_a_group_of_its_own_a_closed_input_and_no_blocked_signals()
    {
        var output = new ConcurrentQueue<byte>();

        var child = Shell("cat; ps -o pgid= -p $$; grep SigBlk /proc/self/status", output);
        await child.Completed;

        Text(output)
            .Split(['\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe([child.Id.ToString(), "SigBlk:", "0000000000000000"]);
    }

    [Fact]
    public void A_program_that_is_not_there_says_so()
    {
        var spec = new ProcessSpec { Path = "/no/such/program", Environment = Environment };

        Should
            .Throw<ProcessStartException>(() => _starter.Start(spec))
            .Message.ShouldBe("'/no/such/program' could not be started: No such file or directory");
    }

    [Fact(Timeout = 60_000)]
    public async Task Five_hundred_processes_at_once_are_all_seen_to_end()
    {
        var children = Enumerable.Range(0, 500).Select(i => Shell($"exit {i % 7}")).ToList();

        var codes = await Task.WhenAll(children.Select(child => child.Completed));

        codes.Select(status => status.Number).ShouldBe(Enumerable.Range(0, 500).Select(i => i % 7));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_private_channel_carries_both_ways_beside_the_standard_streams()
    {
        var output = new ConcurrentQueue<byte>();
        var answers = new ConcurrentQueue<byte>();
        var child = WithChannel("echo out; read -r line <&3; echo \"heard $line\" >&4; cat", answers, output);

        var sent = child.Send("a word\n"u8);
        await child.Completed;

        (sent, Text(answers), Text(output)).ShouldBe((true, "heard a word\n", "out\n"));
    }

    [Fact(Timeout = 20_000)]
    public async Task More_than_a_pipe_holds_is_sent_whole_while_the_process_reads()
    {
        var answers = new ConcurrentQueue<byte>();
        var child = WithChannel("wc -c <&3 >&4", answers);

        var sent = await Task.Factory.StartNew(() => child.Send(new byte[1_000_000]), TaskCreationOptions.LongRunning);
        child.CloseChannel();
        await child.Completed;

        (sent, Text(answers).Trim()).ShouldBe((true, "1000000"));
    }

    [Fact(Timeout = 20_000)]
    public async Task Sending_to_a_process_that_is_gone_answers_false()
    {
        var child = WithChannel("exit 0", new ConcurrentQueue<byte>());
        await child.Completed;

        child.Send("too late"u8).ShouldBeFalse();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_send_that_waits_ends_when_the_process_does()
    {
        var child = WithChannel("exec sleep 100", new ConcurrentQueue<byte>());
        var sending = Task.Factory.StartNew(() => child.Send(new byte[1_000_000]), TaskCreationOptions.LongRunning);

        await child.EndAsync(TimeSpan.Zero);

        (await sending).ShouldBeFalse();
    }

    [Fact(Timeout = 20_000)]
    public async Task The_next_process_does_not_inherit_the_channel_of_another()
    {
        var before = new ConcurrentQueue<byte>();
        var beside = new ConcurrentQueue<byte>();
        await Shell("ls /proc/self/fd", before).Completed;
        var first = WithChannel("read -r line <&3", new ConcurrentQueue<byte>());

        await Shell("ls /proc/self/fd", beside).Completed;
        first.Send("\n"u8);
        await first.Completed;

        Text(beside).ShouldBe(Text(before));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_channel_may_stand_at_numbers_that_are_in_use_here()
    {
        var answers = new ConcurrentQueue<byte>();
        using var occupied = File.OpenRead("/proc/self/status");
        var number = (int)occupied.SafeFileHandle.DangerousGetHandle();
        var child = _starter.Start(
            new ProcessSpec
            {
                Path = "/bin/bash",
                Arguments = ["-c", $"read -r line <&{number + 1}; echo \"heard $line\" >&{number}"],
                Environment = Environment,
                Channel = new ProcessChannel
                {
                    ReadsAt = number + 1,
                    WritesAt = number,
                    Received = bytes => Collect(answers, bytes),
                },
            }
        );

        child.Send("a word\n"u8);
        await child.Completed;

        Text(answers).ShouldBe("heard a word\n");
    }

    private ChildProcess WithChannel(string script, ConcurrentQueue<byte> answers, ConcurrentQueue<byte>? output = null) =>
        _starter.Start(
            new ProcessSpec
            {
                Path = "/bin/sh",
                Arguments = ["-c", script],
                Environment = Environment,
                StandardOutput = output is null ? null : bytes => Collect(output, bytes),
                Channel = new ProcessChannel
                {
                    ReadsAt = 3,
                    WritesAt = 4,
                    Received = bytes => Collect(answers, bytes),
                },
            }
        );

    private ChildProcess Shell(string script, ConcurrentQueue<byte>? output = null, ConcurrentQueue<byte>? error = null) =>
        _starter.Start(
            new ProcessSpec
            {
                Path = "/bin/sh",
                Arguments = ["-c", script],
                Environment = Environment,
                StandardOutput = output is null ? null : bytes => Collect(output, bytes),
                StandardError = error is null ? null : bytes => Collect(error, bytes),
            }
        );

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, out int status, int options);

    private static void Collect(ConcurrentQueue<byte> queue, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            queue.Enqueue(value);
        }
    }

    private static string Text(ConcurrentQueue<byte> bytes) => Encoding.UTF8.GetString([.. bytes]);
}
