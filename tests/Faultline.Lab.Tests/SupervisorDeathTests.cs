using System.Text;
using Faultline.Abstractions;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class SupervisorDeathTests
{
    private const int SigKill = 9;

    [Fact(Timeout = 60_000)]
    public async Task When_the_supervisor_is_killed_nothing_of_the_lab_is_left_running()
    {
        using var folder = new TemporaryFolder();
        await using var starter = new ProcessStarter(TimeProvider.System);
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var supervisor = starter.Start(
            new ProcessSpec
            {
                Path = LabFixture.TestHost,
                Arguments = ["supervise", folder.Path],
                Environment = ProcessEnvironment.OfThisProcess().All,
                StandardOutput = bytes =>
                {
                    if (Encoding.UTF8.GetString(bytes).Contains("ready", StringComparison.Ordinal))
                    {
                        isReady.TrySetResult();
                    }
                },
            }
        );
        await isReady.Task.WaitAsync(TestContext.Current.CancellationToken);
        var state = LabState.Read(folder.Path)!;
        using var client = new LabClient(state);
        var pods = (await client.StatusAsync(TestContext.Current.CancellationToken)).Pods.Select(pod => pod.ProcessId!.Value).ToList();
        pods.Count.ShouldBe(3);

        // The pods are in groups of their own, so that this reaches the supervisor alone.
        supervisor.Signal(SigKill);
        await supervisor.Exited;

        while (!pods.All(Processes.IsGone))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        state.IsRunning.ShouldBeFalse();
        LabState.Remove(folder.Path);
        Directory.Exists(folder.Path).ShouldBeFalse();
        Directory.CreateDirectory(folder.Path);
    }
}
