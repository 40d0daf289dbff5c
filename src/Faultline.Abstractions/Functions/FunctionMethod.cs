using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>A method that is a function, as its table has it. Nothing is made before it is asked for.</summary>
/// <typeparam name="TReceiver">What it is called with, or on: a context, an object, or the call itself.</typeparam>
/// <param name="signature">Makes the signature.</param>
/// <param name="body">Calls the method with arguments that fit the signature.</param>
/// <param name="check">Finds more wrong with arguments; null where nobody does.</param>
public sealed class FunctionMethod<TReceiver>(
    Func<FunctionSignature> signature,
    Func<TReceiver, FunctionCall, CancellationToken, Task<ActivityOutcome>> body,
    Func<KnownArguments, IEnumerable<CallProblem>>? check
)
{
    /// <summary>Its names, arguments and purpose.</summary>
    public FunctionSignature Signature => field ??= signature();

    /// <summary>What the signature says about arguments.</summary>
    public ArgumentRules Rules => field ??= new ArgumentRules(Signature);

    /// <summary>Calls the method.</summary>
    /// <param name="receiver">What it is called with, or on.</param>
    /// <param name="call">Arguments that the <see cref="Rules"/> do not refuse.</param>
    /// <param name="stop">Asks the function to end now.</param>
    public Task<ActivityOutcome> CallAsync(TReceiver receiver, FunctionCall call, CancellationToken stop) => body(receiver, call, stop);

    /// <summary>Everything wrong or dubious with the arguments as they stand in the document.</summary>
    public IEnumerable<CallProblem> Check(DataObject arguments)
    {
        var wrong = Rules.Wrong(arguments);
        return wrong.Count > 0 || check is null ? wrong : check(Rules.Known(arguments));
    }
}
