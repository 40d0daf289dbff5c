using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Tests.Conformance;

/// <summary>
/// A small world of its own that one test breaks with one fault: how to make a target, what the fault is told, how the world's state
/// is read. Made for each test anew, and left behind as it was found.
/// </summary>
public abstract class FaultWorld : IAsyncDisposable
{
    /// <summary>The full name of the fault's function, such as <c>process.stop</c>.</summary>
    public abstract string Function { get; }

    /// <summary>The arguments that the fault gets.</summary>
    public abstract DataObject Arguments { get; }

    /// <summary>Where it acts, as an activity says under <c>target</c>; empty for this host.</summary>
    public virtual DataObject Target => DataObject.Empty;

    /// <summary>How long it is to last.</summary>
    public virtual TimeSpan? Duration => TimeSpan.FromSeconds(30);

    /// <summary>What this machine lacks, and why that is needed; null where the test can be run.</summary>
    public virtual string? Missing => null;

    /// <summary>Makes the target. Called once, before anything else.</summary>
    public abstract Task MakeAsync(CancellationToken stop);

    /// <summary>All that the fault may change, as it is now: a text that differs where the state does, without what changes by itself.</summary>
    public abstract Task<string> ReadAsync(CancellationToken stop);

    /// <summary>What stands beside the target and may never change, not even while the fault is there.</summary>
    public virtual Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult("");

    /// <summary>
    /// The names of all that the fault could create (files, tables, devices), those of others included: what is there only while the
    /// fault is carries the effect's id.
    /// </summary>
    public virtual Task<ImmutableArray<string>> NamesAsync(CancellationToken stop) => Task.FromResult(ImmutableArray<string>.Empty);

    /// <summary>Removes the target, as its owner could at any time. False where a target can't go away.</summary>
    public abstract Task<bool> RemoveTargetAsync(CancellationToken stop);

    /// <summary>
    /// Somebody else changes what the fault has changed. Null where nobody can, as with what only its owner may touch; else what a
    /// revert has to answer then, and the state that it has to leave.
    /// </summary>
    public virtual Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop) => Task.FromResult<Disturbance?>(null);

    /// <summary>Texts that the target holds and a record must not.</summary>
    public virtual ImmutableArray<string> Secrets => [];

    /// <summary>Whether what it does stays done, as an ended process does; the state is not compared after a revert then.</summary>
    public virtual bool IsIrreversible => false;

    /// <summary>Whether a look at the applied effect can tell it is there without the instance that applied it.</summary>
    public virtual bool ProvesFromRecord => true;

    /// <summary>The fault, bound to the arguments anew.</summary>
    public virtual Task<IFault> BindAsync() => BindAsync(Function, Arguments);

    /// <summary>A fault of this host, bound to arguments.</summary>
    protected static async Task<IFault> BindAsync(string name, DataObject arguments)
    {
        var function = HostFaults
            .Sources()
            .Select(source => source.TryFind(name, out var found) ? found : null)
            .OfType<IFunction>()
            .FirstOrDefault()
            .ShouldNotBeNull($"'{name}' is not among the faults of HostFaults");
        return await FaultBinding.BindAsync(function, arguments);
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>What somebody else did to the effect, and how a revert has to take it.</summary>
/// <param name="Answer">What it has to answer.</param>
/// <param name="Left">The state (<see cref="FaultWorld.ReadAsync"/>) that it has to leave: what somebody else did is never overwritten.</param>
public sealed record Disturbance(RevertState Answer, string Left);
