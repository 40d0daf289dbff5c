using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Local.Native;

/// <summary>
/// Calls functions of the catalogue, those of extensions among them, by their full names:
/// <c>{"type": "native", "func": "acme.flags.set", "arguments": {…}}</c>.
/// </summary>
public sealed class NativeProvider(FunctionCatalog functions) : IActivityProvider, ICheckCalls, IPlanCalls
{
    private static readonly string[] Keys = ["type", "func", "arguments", "secrets"];

    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public IReadOnlyList<string> SubstitutedFields { get; } = ["arguments", "target", "duration", "seed"];

    /// <inheritdoc/>
    public async Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop) =>
        Find(call) is { } function
            ? await function.CallAsync(NativeCalls.Of(call), stop)
            : new ActivityOutcome.Crashed($"there is no function '{NameOf(call)}'");

    /// <inheritdoc/>
    public bool MayNameTargets(ActivityCall call) => call.Kind == ActivityKind.Action && Find(call) is IPlanFunction;

    /// <inheritdoc/>
    public async Task<CallPlan> PlanAsync(ActivityCall call, PlanContext context, CancellationToken stop) =>
        Find(call) is { } function
            ? await NativeCalls.PlanAsync(call, function, context, stop)
            : new CallPlan
            {
                What = NameOf(call),
                Knowledge = TargetKnowledge.Unknown,
                Reason = $"there is no function '{NameOf(call)}'",
            };

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<CallProblem>>([
            .. CallChecks.UnknownKeys(call.Provider, Find(call) is { Signature.IsFault: true } ? [.. Keys, .. FaultOptions.Keys] : Keys),
            .. Check(call),
        ]);

    private IEnumerable<CallProblem> Check(ActivityCall call)
    {
        if (call.Provider["arguments"] is { } given and not (DataObject or DataNull))
        {
            return
            [
                new CallProblem($"the arguments of a function are an object of names and values, and these are {given.Kind}")
                {
                    Where = given,
                },
            ];
        }

        return Find(call) is not { } function ? [Unknown(call)]
            : function.Signature.IsFault ? NativeCalls.Check(call, function).Concat(FaultOptions.Read(call.Provider).Problems)
            : NativeCalls.Check(call, function);
    }

    private CallProblem Unknown(ActivityCall call)
    {
        var name = NameOf(call);
        return name.Length == 0
            ? new CallProblem("a native activity must name its function under 'func'") { Where = call.Provider["func"] }
            : new CallProblem($"there is no function '{name}'")
            {
                Where = call.Provider["func"],
                Remedy =
                    Suggestion.Sentence(name, functions.AllNames)
                    ?? "'faultline functions list' names all; those of an extension need --extension, or 'extensions' in the settings.",
            };
    }

    private IFunction? Find(ActivityCall call) => functions.Find(NameOf(call));

    private static string NameOf(ActivityCall call) => PythonText.Str(call.Provider["func"] ?? "");
}
