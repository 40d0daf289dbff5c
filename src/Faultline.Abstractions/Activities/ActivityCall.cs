using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Secrets;

namespace Faultline.Abstractions.Activities;

/// <summary>Whether an activity looks or acts.</summary>
public enum ActivityKind
{
    /// <summary>Reads the system.</summary>
    Probe,

    /// <summary>Changes the system.</summary>
    Action,
}

/// <summary>One call of a provider.</summary>
public sealed record ActivityCall
{
    /// <summary>The activity's name.</summary>
    public required string Name { get; init; }

    /// <summary>Probe or action.</summary>
    public required ActivityKind Kind { get; init; }

    /// <summary>The <c>provider</c> object of the activity.</summary>
    public required DataObject Provider { get; init; }

    /// <summary>The resolved configuration.</summary>
    public DataObject Configuration { get; init; } = DataObject.Empty;

    /// <summary>The resolved secrets: groups of names and values. Their values never leave the call.</summary>
    public DataObject Secrets { get; init; } = DataObject.Empty;

    /// <summary>Whether the activity says which results it accepts; a result that would be dubious otherwise is then not.</summary>
    public bool HasTolerance { get; init; }

    /// <summary>A folder for output that is too large for the journal; null where nothing is kept.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>
    /// The <see cref="Provider"/> with a mask in place of every secret, however short: what may be shown. The same object where the
    /// call holds no secret.
    /// </summary>
    public DataObject Shown
    {
        get => field ?? Provider;
        init;
    }

    /// <summary>Hides secrets in what the call leaves behind by itself, such as files; outcomes are masked by who made the call.</summary>
    public ISecretMask Mask { get; init; } = NoSecretMask.Instance;

    /// <summary>Environment variables that hold secrets the activity does not name; what it starts does not get them.</summary>
    public IReadOnlySet<string> WithheldVariables { get; init; } = System.Collections.Immutable.ImmutableHashSet<string>.Empty;

    /// <summary>Where the call writes down what it is about to change.</summary>
    public IChangeRecorder Changes { get; init; } = NoChangeRecorder.Instance;

    /// <summary>What applies a fault, where the call is one.</summary>
    public IFaultInjector Faults { get; init; } = NoFaultInjector.Instance;
}

/// <summary>Something wrong, or dubious, with a call.</summary>
/// <param name="Message">What is wrong: one sentence; the reference's own where it has one.</param>
public sealed record CallProblem(string Message)
{
    /// <summary>The value that the problem is about; null for the provider as a whole.</summary>
    public DataNode? Where { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether the call is right where what it needs is installed: only this machine lacks something.</summary>
    public bool IsMissingHere { get; init; }

    /// <summary>How much it matters.</summary>
    public CallProblemSeverity Severity { get; init; } = CallProblemSeverity.Error;
}

/// <summary>How much a problem with a call matters.</summary>
public enum CallProblemSeverity
{
    /// <summary>The call can be made; it is probably not what its author meant.</summary>
    Warning,

    /// <summary>The call is wrong.</summary>
    Error,

    /// <summary>The call is right, and can't be made here and now: something is missing on this machine.</summary>
    NotHere,
}
