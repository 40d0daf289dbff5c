using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>A method as a function.</summary>
internal sealed class NativeFunction<TReceiver>(FunctionMethod<TReceiver> method, Func<FunctionCall, TReceiver> receiver)
    : IFunction,
        ICheckArguments
{
    public FunctionSignature Signature => method.Signature;

    public async Task<ActivityOutcome> CallAsync(FunctionCall call, CancellationToken stop)
    {
        if (method.Rules.Refusal(call.Arguments) is { } refusal)
        {
            return new ActivityOutcome.Crashed(refusal);
        }

        try
        {
            call = call with { Function = Signature.FullName };
            return await method.CallAsync(receiver(call), call, stop);
        }
        catch (FunctionFailedException e)
        {
            return new ActivityOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ActivityOutcome.Stopped();
        }
    }

    public IEnumerable<CallProblem> Check(DataObject arguments) =>
        Signature.Instead is { } instead
            ? method
                .Check(arguments)
                .Prepend(method.Rules.Known(arguments).Warning(null, $"{Signature.FullName} is deprecated; use {instead}"))
            : method.Check(arguments);
}
