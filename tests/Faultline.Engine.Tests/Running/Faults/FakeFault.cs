using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Engine.Tests.Running;

/// <summary>A fault that nobody applies: a holder that is faked does as its arguments say.</summary>
internal sealed class FakeFault : IFault
{
    public static FunctionCall Call(ActivityCall call) =>
        new(call.Provider["arguments"] as DataObject ?? DataObject.Empty, DataObject.Empty, DataObject.Empty) { Function = "fake.fault" };

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop) => throw Elsewhere();

    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop) => throw Elsewhere();

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop) =>
        throw Elsewhere();

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop) => throw Elsewhere();

    private static InvalidOperationException Elsewhere() => new("This is the holder's work.");
}

/// <summary>Undoes nothing, and remembers what it was asked to.</summary>
internal sealed class FakeReversal : IReversal
{
    public const string TheName = "fake.change";

    public List<(UndoRecord Record, DataObject Secrets)> Asked { get; } = [];

    public RevertResult Answer { get; set; } = new(RevertState.Reverted, "it is as it was");

    public string Name => TheName;

    public Task<RevertResult> RevertAsync(UndoRecord record, DataObject secrets, CancellationToken stop)
    {
        Asked.Add((record, secrets));
        return Task.FromResult(Answer);
    }
}
