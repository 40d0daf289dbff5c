using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;
using Faultline.Linux.Processes;
using Faultline.Providers.Local.Native;

namespace Faultline.Providers.Local.Python;

/// <summary>
/// Calls the functions that experiments name by module and function (reference specification §5.3): native ones of our catalogue
/// under the names of the Python functions that they stand for, all others in the user's own interpreter.
/// </summary>
public sealed class PythonProvider(FunctionCatalog functions, ProcessStarter starter, IEnvironment environment, TimeProvider time)
    : IActivityProvider,
        ICheckCalls,
        IPlanCalls,
        IAsyncDisposable
{
    // The reference prefixes what a function raised with the class of the exception; for extensions that is this one.
    private const string FailurePrefix = "chaoslib.exceptions.ActivityFailed: ";

    private static readonly string[] Keys = ["type", "module", "func", "arguments", "secrets", "timeout"];

    private readonly PythonInterpreter _interpreter = new(starter, environment, time);

    /// <inheritdoc/>
    public string Name => "python";

    /// <summary>The interpreter, for controls that are written in Python too.</summary>
    internal PythonInterpreter Interpreter => _interpreter;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => time;

    /// <inheritdoc/>
    public IReadOnlyList<string> SubstitutedFields { get; } = ["arguments"];

    /// <inheritdoc/>
    public async Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var (module, function) = Names(call.Provider);
        if (functions.Find(module, function) is not { } native)
        {
            return await new InterpretedFunctions(_interpreter).CallAsync(call, module, function, stop);
        }

        var outcome = await native.CallAsync(NativeCalls.Of(call), stop);
        return outcome is ActivityOutcome.Failed failed ? failed with { Message = FailurePrefix + failed.Message } : outcome;
    }

    /// <inheritdoc/>
    public bool MayNameTargets(ActivityCall call) =>
        call.Kind == ActivityKind.Action
        && Names(call.Provider) is var (module, function)
        && functions.Find(module, function) is IPlanFunction;

    /// <inheritdoc/>
    public async Task<CallPlan> PlanAsync(ActivityCall call, PlanContext context, CancellationToken stop)
    {
        var (module, function) = Names(call.Provider);
        if (functions.Find(module, function) is not { } native)
        {
            var problems = await new InterpretedChecks(_interpreter, time).CheckAsync(call, module, function, stop);
            return PythonPlans.Of(call, $"{module}.{function}", _interpreter.Location, problems);
        }

        return await NativeCalls.PlanAsync(call, native, context, stop);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, CancellationToken stop)
    {
        var problems = new List<CallProblem>(CallChecks.UnknownKeys(call.Provider, Keys));
        if (CallChecks.IsFalsy(call.Provider["module"]))
        {
            problems.Add(new CallProblem("a Python activity must have a module path") { Where = call.Provider["module"] });
        }

        if (CallChecks.IsFalsy(call.Provider["func"]))
        {
            problems.Add(new CallProblem("a Python activity must have a function name") { Where = call.Provider["func"] });
        }

        if (problems.Any(problem => problem.Severity == CallProblemSeverity.Error))
        {
            return problems;
        }

        if (call.Provider["arguments"] is { } given and not (DataObject or DataNull))
        {
            problems.Add(
                new CallProblem($"the arguments of a function are an object of names and values, and these are {given.Kind}")
                {
                    Where = given,
                }
            );
            return problems;
        }

        problems.AddRange(await CheckFunctionAsync(call, stop));
        return problems;
    }

    /// <summary>Calls a function of the user's by position, in the interpreter that activities are called in.</summary>
    /// <param name="module">The module's path.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arguments">What it is given, in order.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<PythonResult> CallAsync(string module, string function, ImmutableArray<DataNode> arguments, CancellationToken stop) =>
        new InterpretedFunctions(_interpreter).CallAsync(module, function, arguments, stop);

    /// <summary>Ends the interpreter, where one was started.</summary>
    public ValueTask DisposeAsync() => _interpreter.DisposeAsync();

    private async Task<IEnumerable<CallProblem>> CheckFunctionAsync(ActivityCall call, CancellationToken stop)
    {
        var (module, function) = Names(call.Provider);
        if (functions.Find(module, function) is { } native)
        {
            return NativeCalls.Check(call, native);
        }

        var found = await new InterpretedChecks(_interpreter, time).CheckAsync(call, module, function, stop);
        // The package whose place our functions take may be installed, and have others; mostly it is not.
        return functions.HasModule(module) && found.Any(IsAboutName) ? [NoNative(call, module, function)] : found;

        bool IsAboutName(CallProblem problem) =>
            problem.Severity == CallProblemSeverity.NotHere
            || problem.Message == InterpretedFunctions.NoModule(call, module)
            || problem.Message == InterpretedFunctions.NoFunction(call, module, function);
    }

    private CallProblem NoNative(ActivityCall call, string module, string function)
    {
        var others = functions.All.Where(f => f.Signature.Module == module).Select(f => f.Signature.Name).ToList();
        return new CallProblem(InterpretedFunctions.NoFunction(call, module, function))
        {
            Where = call.Provider["func"],
            Remedy = Suggestion.Sentence(function, others) ?? $"Native functions of '{module}': {string.Join(", ", others)}.",
        };
    }

    private static (string Module, string Function) Names(DataObject provider) =>
        (PythonText.Str(provider["module"] ?? ""), PythonText.Str(provider["func"] ?? ""));
}
