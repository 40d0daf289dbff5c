using Faultline.Linux.Processes;

namespace Faultline.Linux.Tests;

public sealed class HeldOutputTests : IAsyncDisposable
{
    private const long Size = 3_000_000;

    private readonly ProcessStarter _starter = new(TimeProvider.System);

    public ValueTask DisposeAsync() => _starter.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_whose_output_is_held_back_waits_and_loses_nothing(bool hasTerminal)
    {
        var seen = 0L;
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        started.SetResult(
            _starter.Start(
                new ProcessSpec
                {
                    Path = "/usr/bin/head",
                    Arguments = ["-c", $"{Size}", "/dev/zero"],
                    Environment = new Dictionary<string, string>(),
                    Terminal = hasTerminal ? TerminalSize.Usual : null,
                    StandardOutput = bytes =>
                    {
                        if (Interlocked.Add(ref seen, bytes.Length) == bytes.Length)
                        {
                            started.Task.GetAwaiter().GetResult().HoldOutput(true);
                            isHeld.SetResult();
                        }
                    },
                }
            )
        );
        var child = await started.Task;
        await isHeld.Task.WaitAsync(TestContext.Current.CancellationToken);

        var whileHeld = await MostAsync(() => Interlocked.Read(ref seen));
        child.HoldOutput(false);
        await child.Completed.WaitAsync(TestContext.Current.CancellationToken);

        whileHeld.ShouldBeLessThan(Size);
        seen.ShouldBe(Size);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_process_whose_output_is_held_back_can_be_ended()
    {
        var child = _starter.Start(
            new ProcessSpec
            {
                Path = "/usr/bin/yes",
                Environment = new Dictionary<string, string>(),
                StandardOutput = _ => { },
            }
        );
        child.HoldOutput(true);

        var status = await child.EndAsync(TimeSpan.Zero);

        status.Signal.ShouldBe(9);
    }

    // Another process, from its start to its end, in the same loop: what the first one could still write has arrived by then.
    private async Task<long> MostAsync(Func<long> look)
    {
        await _starter
            .Start(
                new ProcessSpec
                {
                    Path = "/usr/bin/head",
                    Arguments = ["-c", $"{Size}", "/dev/zero"],
                    Environment = new Dictionary<string, string>(),
                    StandardOutput = _ => { },
                }
            )
            .Completed.WaitAsync(TestContext.Current.CancellationToken);
        return look();
    }
}
