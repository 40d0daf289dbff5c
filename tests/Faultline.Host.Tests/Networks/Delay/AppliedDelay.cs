using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Delay;

/// <summary>A world in which packets wait, until the test ends.</summary>
internal sealed class AppliedDelay : IAsyncDisposable
{
    private readonly DelayWorld _world;

    private AppliedDelay(DelayWorld world, FaultTrial trial) => (_world, Trial) = (world, trial);

    public FaultTrial Trial { get; }

    public NamespacePair Pair => _world.Pair;

    public static async Task<AppliedDelay> ApplyAsync(DelayWorld world, CancellationToken stop)
    {
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        await world.MakeAsync(stop);
        var trial = await FaultTrial.BeginAsync(world);
        await trial.CaptureAsync(stop);
        (await trial.ProveAsync(ProofMoment.Before, stop)).State.ShouldBe(ProofState.Absent);
        await trial.ApplyAsync(stop);
        return new AppliedDelay(world, trial);
    }

    public async ValueTask DisposeAsync()
    {
        _ = await Trial.RevertAsync(CancellationToken.None);
        await _world.DisposeAsync();
    }
}
