using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Engine.Running.Faults;

/// <summary>Takes the fault of one call.</summary>
internal sealed class CallFaults(RunFaults faults, string activity, int? call) : IFaultInjector
{
    /// <summary>The activity's provider, its variables replaced.</summary>
    public Abstractions.Data.DataObject Provider { get; set; } = Abstractions.Data.DataObject.Empty;

    public Task<ActivityOutcome> InjectAsync(IFault fault, FunctionCall made, CancellationToken stop) =>
        faults.InjectAsync(activity, call, made with { Arguments = fault.Complete(made.Arguments) }, Provider, stop);
}
