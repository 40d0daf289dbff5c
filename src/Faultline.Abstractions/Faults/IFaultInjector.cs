using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Functions;

namespace Faultline.Abstractions.Faults;

/// <summary>What takes a fault, bound to its arguments, from the function that makes it.</summary>
public interface IFaultInjector
{
    /// <summary>Applies the fault, or does with it whatever else the caller of the function is about.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="call">The call that made it.</param>
    /// <param name="stop">Ends the attempt.</param>
    Task<ActivityOutcome> InjectAsync(IFault fault, FunctionCall call, CancellationToken stop);
}

/// <summary>Applies nothing: for calls outside of a run, which alone can undo a fault.</summary>
public sealed class NoFaultInjector : IFaultInjector
{
    private NoFaultInjector() { }

    /// <summary>The one there is.</summary>
    public static NoFaultInjector Instance { get; } = new();

    /// <inheritdoc/>
    public Task<ActivityOutcome> InjectAsync(IFault fault, FunctionCall call, CancellationToken stop) =>
        Task.FromResult<ActivityOutcome>(new ActivityOutcome.Crashed($"'{call.Function}' is a fault, and can be called by a run only"));
}

/// <summary>Takes a fault from its function without doing anything with it.</summary>
public sealed class FaultBinding : IFaultInjector
{
    private IFault? _fault;

    /// <inheritdoc/>
    public Task<ActivityOutcome> InjectAsync(IFault fault, FunctionCall call, CancellationToken stop)
    {
        _fault = fault;
        return Task.FromResult(FunctionOutput.Nothing);
    }

    /// <summary>The fault that a function makes of arguments.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="configuration">The configuration; null for none, as in a process that was given complete arguments.</param>
    /// <exception cref="FaultRefusedException">The function is no fault, or the arguments do not fit.</exception>
    public static async Task<IFault> BindAsync(IFunction function, Data.DataObject arguments, Data.DataObject? configuration = null)
    {
        var binding = new FaultBinding();
        var call = new FunctionCall(arguments, Data.DataObject.Empty, configuration ?? Data.DataObject.Empty) { Faults = binding };
        var outcome = await function.CallAsync(call, CancellationToken.None);
        return binding._fault
            ?? throw new FaultRefusedException(
                outcome switch
                {
                    ActivityOutcome.Crashed crashed => crashed.Message,
                    ActivityOutcome.Failed failed => failed.Message,
                    _ => $"'{function.Signature.FullName}' is no fault",
                }
            );
    }
}
