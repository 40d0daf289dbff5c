using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Abstractions.Functions;

/// <summary>
/// A native probe or action under the name by which experiments call it, such as <c>chaosk8s.pod.actions.terminate_pods</c>.
/// Outcomes are as for <see cref="IActivityProvider"/>.
/// </summary>
public interface IFunction
{
    /// <summary>Its names, arguments and purpose.</summary>
    FunctionSignature Signature { get; }

    /// <summary>Runs the function.</summary>
    /// <param name="call">Arguments that fit the signature.</param>
    /// <param name="stop">Asks the function to end now.</param>
    Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop);
}

/// <summary>Optional: a function that finds more wrong with its arguments than their names.</summary>
public interface ICheckArguments
{
    /// <summary>Everything wrong or dubious with the arguments as they stand in the document; nothing is contacted.</summary>
    IEnumerable<CallProblem> Check(DataObject arguments);
}

/// <summary>One call of a function.</summary>
/// <param name="Arguments">The arguments by name; those left out are absent.</param>
/// <param name="Secrets">The union of the secret groups that the activity names; empty where it names none.</param>
/// <param name="Configuration">The resolved configuration.</param>
public sealed record FunctionCall(DataObject Arguments, DataObject Secrets, DataObject Configuration)
{
    /// <summary>The activity's name, for messages.</summary>
    public string ActivityName { get; init; } = "";

    /// <summary>Whether the activity says which results it accepts; a result that would be dubious otherwise is then not.</summary>
    public bool HasTolerance { get; init; }

    /// <summary>Where the function writes down what it is about to change.</summary>
    public IChangeRecorder Changes { get; init; } = NoChangeRecorder.Instance;

    /// <summary>The full name under which the function was called.</summary>
    public string Function { get; init; } = "";

    /// <summary>What takes the fault, where the function makes one.</summary>
    public IFaultInjector Faults { get; init; } = NoFaultInjector.Instance;
}
