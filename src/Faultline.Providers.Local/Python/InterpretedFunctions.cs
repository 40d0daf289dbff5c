using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>Calls functions that are none of our own in the user's interpreter, and turns what came of it into outcomes.</summary>
internal sealed class InterpretedFunctions(PythonInterpreter interpreter)
{
    /// <summary>What to do where there is no interpreter.</summary>
    public const string Remedy = "Install Python 3.8 or later, so that python3 is found in PATH.";

    public async Task<ActivityOutcome> CallAsync(ActivityCall call, string module, string function, CancellationToken stop)
    {
        var reply = await interpreter.AskAsync(call.Name, Request(call, module, function), call.OutputFolder, stop, call.Mask);
        if (reply.IsStopped)
        {
            return new ActivityOutcome.Stopped { Warnings = reply.Warning is { } warning ? [warning] : [] };
        }

        return reply.Answer is { } answer
            ? Outcome(call, module, function, answer)
            : new ActivityOutcome.Crashed(
                reply.IsNotHere ? $"'{module}.{function}' is a Python function, and {reply.Ended}. {Remedy}" : reply.Ended!
            );
    }

    /// <summary>Calls a function by position.</summary>
    public async Task<PythonResult> CallAsync(string module, string function, ImmutableArray<DataNode> arguments, CancellationToken stop)
    {
        var request = DataObject.Of(
            ("do", "call"),
            ("module", module),
            ("function", function),
            ("positional", DataArray.Of(arguments)),
            ("arguments", DataObject.Empty)
        );
        var reply = await interpreter.AskAsync(module, request, outputFolder: null, stop);
        if (reply.Answer is not { } answer)
        {
            return new PythonResult(null, reply.IsNotHere ? $"{reply.Ended}. {Remedy}" : reply.Ended ?? "it was stopped", reply.IsNotHere);
        }

        var output = answer["output"];
        return answer.Text("is") switch
        {
            "returned" => new PythonResult(answer.Has("marked") ? PythonMessage.Unmarked(output!) : output, null),
            "raised" or "crashed" => new PythonResult(null, answer.Text("message")),
            "unfound" when answer.Has("function") => new PythonResult(null, $"the module '{module}' has no function '{function}'"),
            "unfound" => new PythonResult(null, $"the module '{module}' can't be imported: {answer.Text("error")}"),
            _ => new PythonResult(null, "it asked Python to exit"),
        };
    }

    /// <summary>Why a module can't be imported, as the reference begins it.</summary>
    public static string NoModule(ActivityCall call, string module) => $"could not find Python module '{module}' in activity '{call.Name}'";

    /// <summary>That a module has no such function, as the reference has it.</summary>
    public static string NoFunction(ActivityCall call, string module, string function) =>
        $"The python module '{module}' does not expose a function called '{function}' in {(call.Kind == ActivityKind.Probe ? "probe" : "action")} '{call.Name}'";

    private static ActivityOutcome Outcome(ActivityCall call, string module, string function, DataObject answer) =>
        answer.Text("is") switch
        {
            "returned" => Returned(module, function, answer),
            "raised" => new ActivityOutcome.Failed(answer.Text("message")!) { Trace = Texts(answer["trace"]) },
            "exit" => new ActivityOutcome.ExitRequested((int)((DataNumber)answer["code"]!).ToBigInteger()),
            "crashed" => new ActivityOutcome.Crashed(answer.Text("message")!),
            "unfound" when answer.Has("function") => new ActivityOutcome.Crashed(NoFunction(call, module, function)),
            "unfound" => new ActivityOutcome.Crashed($"{NoModule(call, module)}: {answer.Text("error")}"),
            _ => throw new System.Diagnostics.UnreachableException(answer.Text("is")),
        };

    private static ActivityOutcome.Succeeded Returned(string module, string function, DataObject answer)
    {
        var output = answer["output"]!;
        return new ActivityOutcome.Succeeded(answer.Has("marked") ? PythonMessage.Unmarked(output) : output)
        {
            Truth = (answer["truth"] as DataBoolean)?.Value,
            Warnings = answer.Text("foreign") is { } type
                ? [$"what '{module}.{function}' returned, of type {type}, can't be written as JSON; its repr is recorded in its place"]
                : [],
        };
    }

    private static DataObject Request(ActivityCall call, string module, string function)
    {
        var request = DataObject.Of(
            ("do", "call"),
            ("module", module),
            ("function", function),
            ("arguments", call.Provider["arguments"] as DataObject ?? DataObject.Empty),
            ("configuration", call.Configuration)
        );
        if (call.WithheldVariables.Count > 0)
        {
            request = request.With("withheld", DataArray.Of([.. call.WithheldVariables.Select(name => (DataNode)name)]));
        }

        return call.Provider.Has("secrets") ? request.With("secrets", SecretsOf(call)) : request;
    }

    /// <summary>
    /// The union of the groups that the call names, later ones winning, unknown ones ignored. A text is taken letter by letter, as
    /// Python walks it.
    /// </summary>
    public static DataObject SecretsOf(ActivityCall call)
    {
        var names = call.Provider["secrets"] switch
        {
            DataArray array => array.Items.OfType<DataString>().Select(name => name.Value),
            DataString text => text.Value.EnumerateRunes().Select(letter => letter.ToString()),
            _ => [],
        };
        return new DataObject(names.Select(name => call.Secrets[name]).OfType<DataObject>().SelectMany(group => group.Members));
    }

    /// <summary>The texts of a list.</summary>
    public static ImmutableArray<string> Texts(DataNode? list) =>
        [.. ((list as DataArray)?.Items ?? []).OfType<DataString>().Select(text => text.Value)];
}
