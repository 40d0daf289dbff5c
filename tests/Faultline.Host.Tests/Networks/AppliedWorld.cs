using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

/// <summary>A world whose fault is applied; it is reverted with the test.</summary>
internal sealed class AppliedWorld : IAsyncDisposable
{
    private readonly bool _isOurs;

    private AppliedWorld(DropWorld world, FaultTrial trial, bool isOurs) => (World, Trial, _isOurs) = (world, trial, isOurs);

    public DropWorld World { get; }

    public FaultTrial Trial { get; }

    public NamespacePair Pair => World.Pair;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (Trial.Lines)
            {
                return [.. Trial.Lines];
            }
        }
    }

    public static async Task<AppliedWorld> ApplyAsync(DropWorld world, CancellationToken stop, bool isOurs = true)
    {
        Assert.SkipWhen(world.Missing is not null, world.Missing ?? "");
        await world.MakeAsync(stop);
        var trial = await FaultTrial.BeginAsync(world);
        await trial.CaptureAsync(stop);
        await trial.ApplyAsync(stop);
        return new AppliedWorld(world, trial, isOurs);
    }

    public async ValueTask DisposeAsync()
    {
        _ = await Trial.RevertAsync(CancellationToken.None);
        await Trial.DisposeAsync();
        if (_isOurs)
        {
            await World.DisposeAsync();
        }
    }
}
