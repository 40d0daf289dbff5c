using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>What is wrong with a call of a function that is none of our own: the interpreter is asked, the function isn't called.</summary>
internal sealed class InterpretedChecks(PythonInterpreter interpreter, TimeProvider time)
{
    // A module that takes longer to import is not waited for; the run itself has no such limit.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, string module, string function, CancellationToken stop)
    {
        var arguments = call.Provider["arguments"] as DataObject ?? DataObject.Empty;
        var request = DataObject.Of(
            ("do", "inspect"),
            ("module", module),
            ("function", function),
            ("arguments", DataArray.Of(arguments.Members.Select(member => (DataNode)member.Key)))
        );
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var reply = await interpreter.AskAsync(call.Name, request, outputFolder: null, either.Token);
        stop.ThrowIfCancellationRequested();
        return reply switch
        {
            { IsStopped: true } => [Slow(call, module)],
            { IsNotHere: true } => [NotHere(call, module, function, reply.Ended!)],
            { Answer: { } answer } => [.. Problems(call, module, function, arguments, answer)],
            _ => [new CallProblem($"'{module}.{function}' can't be looked at: {reply.Ended}") { Where = call.Provider["module"] }],
        };
    }

    /// <summary>An argument without a default that isn't given.</summary>
    public static CallProblem Missing(ActivityCall call, string argument, string function) =>
        new($"required argument '{argument}' is missing from activity '{function}'")
        {
            Where = call.Provider["arguments"] ?? call.Provider["func"],
        };

    /// <summary>An argument that the function doesn't take.</summary>
    public static CallProblem Unexpected(string argument, DataNode? value, string function, IEnumerable<string> others) =>
        new($"argument '{argument}' is not part of the function signature in activity '{function}'")
        {
            Where = value,
            Remedy = Suggestion.Sentence(argument, others),
        };

    private IEnumerable<CallProblem> Problems(ActivityCall call, string module, string function, DataObject arguments, DataObject answer)
    {
        if (answer.Text("is") == "unfound")
        {
            yield return answer.Has("function")
                ? new CallProblem(InterpretedFunctions.NoFunction(call, module, function)) { Where = call.Provider["func"] }
                : NoModule(call, module, answer);
        }

        foreach (var name in InterpretedFunctions.Texts(answer["missing"]))
        {
            yield return Missing(call, name, function);
        }

        foreach (var name in InterpretedFunctions.Texts(answer["unexpected"]))
        {
            yield return Unexpected(name, arguments[name], function, []);
        }
    }

    private CallProblem NoModule(ActivityCall call, string module, DataObject answer)
    {
        // The module itself is missing, or a package that it stands in; anything else goes wrong inside it.
        var isMissing =
            answer.Text("module") is { } missing && (missing == module || module.StartsWith(missing + ".", StringComparison.Ordinal));
        return new CallProblem(InterpretedFunctions.NoModule(call, module))
        {
            Where = call.Provider["module"],
            IsMissingHere = isMissing,
            Remedy = isMissing
                ? $"Install it for {interpreter.Location}, or add its folder to PYTHONPATH."
                : $"Importing it with {interpreter.Location} failed: {answer.Text("error")}.",
        };
    }

    private static CallProblem Slow(ActivityCall call, string module) =>
        new($"the Python module '{module}' was not imported within {Patience.TotalSeconds} s, so the call was not checked")
        {
            Where = call.Provider["module"],
            Severity = CallProblemSeverity.Warning,
        };

    private static CallProblem NotHere(ActivityCall call, string module, string function, string why) =>
        new($"'{module}.{function}' is a Python function, and {why}")
        {
            Where = call.Provider["module"],
            Severity = CallProblemSeverity.NotHere,
            IsMissingHere = true,
            Remedy = InterpretedFunctions.Remedy,
        };
}
