using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Python;

/// <summary>
/// Calls the functions that experiments name by module and function (reference specification §5.3): native ones of our catalogue
/// under the names of the Python functions that they stand for.
/// </summary>
public sealed class PythonProvider(FunctionCatalog functions, ProcessStarter starter, IEnvironment environment, TimeProvider time)
    : IActivityProvider,
        ICheckCalls
{
    // The reference prefixes what a function raised with the class of the exception; for extensions that is this one.
    private const string FailurePrefix = "chaoslib.exceptions.ActivityFailed: ";

    private static readonly string[] Keys = ["type", "module", "func", "arguments", "secrets", "timeout"];

    private readonly PythonInspector _inspector = new(starter, environment, time);

    /// <inheritdoc/>
    public string Name => "python";

    /// <inheritdoc/>
    public IReadOnlyList<string> SubstitutedFields { get; } = ["arguments"];

    /// <inheritdoc/>
    public async Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var (module, function) = Names(call.Provider);
        if (functions.Find(module, function) is not { } native)
        {
            return new ActivityOutcome.Crashed(NotNative(module, function));
        }

        var arguments = call.Provider["arguments"] as DataObject ?? DataObject.Empty;
        var outcome = await native.CallAsync(
            new FunctionCall(arguments, SecretsOf(call), call.Configuration) { ActivityName = call.Name },
            stop
        );
        return outcome is ActivityOutcome.Failed failed ? failed with { Message = FailurePrefix + failed.Message } : outcome;
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

        var (module, function) = Names(call.Provider);
        if (functions.HasModule(module))
        {
            problems.AddRange(CheckNative(call, module, function));
        }
        else
        {
            problems.AddRange(await CheckPythonAsync(call, module, function, stop));
        }

        return problems;
    }

    private IEnumerable<CallProblem> CheckNative(ActivityCall call, string module, string function)
    {
        if (functions.Find(module, function) is not { } native)
        {
            var others = functions.All.Where(f => f.Signature.Module == module).Select(f => f.Signature.Name).ToList();
            yield return new CallProblem(NotExposed(call, module, function))
            {
                Where = call.Provider["func"],
                Remedy = Suggestion.Sentence(function, others) ?? $"Native functions of '{module}': {string.Join(", ", others)}.",
            };
            yield break;
        }

        var signature = native.Signature;
        var arguments = call.Provider["arguments"] as DataObject ?? DataObject.Empty;
        var names = signature.Parameters.Select(parameter => parameter.Name).ToList();
        foreach (var missing in signature.Parameters.Where(p => p.Default is null && !arguments.Has(p.Name)))
        {
            yield return Missing(call, missing.Name, function);
        }

        foreach (
            var member in arguments.Members.Where(member => !names.Contains(member.Key) && member.Key is not ("secrets" or "configuration"))
        )
        {
            yield return Unexpected(member.Key, member.Value, function, names.Where(name => !arguments.Has(name)));
        }

        foreach (var problem in (native as ICheckArguments)?.Check(arguments) ?? [])
        {
            yield return problem;
        }
    }

    private async Task<IReadOnlyList<CallProblem>> CheckPythonAsync(
        ActivityCall call,
        string module,
        string function,
        CancellationToken stop
    )
    {
        var notHere = new CallProblem(NotNative(module, function))
        {
            Where = call.Provider["module"],
            Severity = CallProblemSeverity.NotHere,
        };
        if (_inspector.Interpreter is not { } interpreter)
        {
            return [notHere with { Remedy = "Install python3 to have the call checked." }];
        }

        var arguments = call.Provider["arguments"] as DataObject ?? DataObject.Empty;
        var found = await _inspector.InspectAsync(interpreter, module, function, arguments.Members.Select(member => member.Key), stop);
        if (found?.Text("module") is { } cause)
        {
            return
            [
                new CallProblem($"could not find Python module '{module}' in activity '{call.Name}'")
                {
                    Where = call.Provider["module"],
                    Remedy =
                        cause == module || module.StartsWith(cause + ".", StringComparison.Ordinal)
                            ? $"Install it for {interpreter}, or add its folder to PYTHONPATH."
                            : $"Importing it with {interpreter} failed for: {cause}.",
                },
            ];
        }

        if (found?["function"] is not null)
        {
            return [new CallProblem(NotExposed(call, module, function)) { Where = call.Provider["func"] }];
        }

        return
        [
            .. Names(found, "missing").Select(name => Missing(call, name, function)),
            .. Names(found, "unexpected").Select(name => Unexpected(name, arguments[name], function, [])),
            notHere,
        ];
    }

    private static IEnumerable<string> Names(DataObject? found, string key) =>
        ((found?[key] as DataArray)?.Items ?? []).OfType<DataString>().Select(name => name.Value);

    private static CallProblem Missing(ActivityCall call, string argument, string function) =>
        new($"required argument '{argument}' is missing from activity '{function}'")
        {
            Where = call.Provider["arguments"] ?? call.Provider["func"],
        };

    private static CallProblem Unexpected(string argument, DataNode? value, string function, IEnumerable<string> others) =>
        new($"argument '{argument}' is not part of the function signature in activity '{function}'")
        {
            Where = value,
            Remedy = Suggestion.Sentence(argument, others),
        };

    private static string NotExposed(ActivityCall call, string module, string function) =>
        $"The python module '{module}' does not expose a function called '{function}' in {(call.Kind == ActivityKind.Probe ? "probe" : "action")} '{call.Name}'";

    private static string NotNative(string module, string function) =>
        $"the function '{module}.{function}' is none of Faultline's own, and other Python functions can't be run yet";

    private static (string Module, string Function) Names(DataObject provider) =>
        (PythonText.Str(provider["module"] ?? ""), PythonText.Str(provider["func"] ?? ""));

    // The union of the named groups, later ones winning, unknown ones ignored.
    private static DataObject SecretsOf(ActivityCall call) =>
        new(
            ((call.Provider["secrets"] as DataArray)?.Items ?? [])
                .OfType<DataString>()
                .Select(name => call.Secrets[name.Value])
                .OfType<DataObject>()
                .SelectMany(group => group.Members)
        );
}
