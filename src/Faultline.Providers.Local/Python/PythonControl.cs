using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>
/// One Python module as a control (reference specification §13). It is asked once which hooks it has and what they take; only those
/// are called, and only what they take is sent.
/// </summary>
internal sealed class PythonControl(PythonInterpreter interpreter, string module) : IControl
{
    private const string Validation = "validate_control";

    private static readonly ImmutableArray<string> Functions = [.. Enum.GetValues<ControlHook>().Select(FunctionOf), Validation];

    private DataObject? _hooks;

    public async Task<ControlAnswer> CallAsync(ControlCall call, IControlRun run, CancellationToken stop)
    {
        if (_hooks is null)
        {
            var (isFound, why) = await LookAsync(call.Control.Name, stop);
            if (!isFound)
            {
                // It is said once, and the run goes on without the control, as in the reference.
                _hooks = DataObject.Empty;
                return ControlAnswer.Failed($"the Python module '{module}' can't be used, so it does nothing: {why}");
            }
        }

        var function = FunctionOf(call.Hook);
        return _hooks![function] is DataArray parameters
            ? Read(call, await AskAsync(call, function, [.. InterpretedFunctions.Texts(parameters)], stop))
            : ControlAnswer.Unchanged;
    }

    /// <summary>Looks which hooks the module has.</summary>
    /// <returns>Whether it can be imported; if not, why not.</returns>
    public async Task<(bool IsFound, string? Why)> LookAsync(string name, CancellationToken stop)
    {
        if (_hooks is not null)
        {
            return (true, null);
        }

        var request = DataObject.Of(
            ("do", "describe"),
            ("module", module),
            ("hooks", DataArray.Of(Functions.Select(function => (DataNode)function)))
        );
        var reply = await interpreter.AskAsync(name, request, outputFolder: null, stop);
        if (reply.IsStopped)
        {
            stop.ThrowIfCancellationRequested();
        }

        _hooks = reply.Answer?["hooks"] as DataObject;
        return (_hooks is not null, reply.Answer?.Text("error") ?? reply.Ended);
    }

    /// <summary>What the module itself finds wrong with a declaration; null where it finds nothing, or does not look.</summary>
    public async Task<string?> ValidateAsync(ControlDeclaration declaration, CancellationToken stop)
    {
        if (_hooks?.Has(Validation) != true)
        {
            return null;
        }

        var request = Request(Validation, [], DataObject.Empty, DataObject.Empty).With("positional", DataArray.Of([declaration.Document]));
        var reply = await interpreter.AskAsync(declaration.Name, request, outputFolder: null, stop);
        return reply.Answer is { } answer ? answer.Text("interrupt") ?? answer.Text("problem") : reply.Ended;
    }

    private async Task<PythonReply> AskAsync(ControlCall call, string function, HashSet<string> parameters, CancellationToken stop)
    {
        var values = new List<DataMember>();
        var hasContext = call.Hook is not (ControlHook.Configure or ControlHook.CleanUp);
        if (hasContext)
        {
            // The others get it whatever their parameters are called, and say so where they take none.
            values.Add(new DataMember("context", call.Context));
        }

        var isWhole = hasContext && ReferenceEquals(call.Context, call.Experiment);
        Add("state", call.State, call.Hook.IsAfter());
        Add("experiment", call.Experiment, !isWhole);
        Add("configuration", call.Configuration, true);
        Add("secrets", call.Secrets, true);
        Add("settings", call.Settings, true);
        Add("extensions", call.Extensions, true);
        var arguments = call.Hook == ControlHook.CleanUp ? DataObject.Empty : call.Arguments;
        var request = Request(function, parameters, arguments, new DataObject(values));
        return await interpreter.AskAsync(call.Control.Name, isWhole ? request.With("whole", true) : request, call.OutputFolder, stop);

        void Add(string name, DataNode value, bool isThere)
        {
            if (isThere && parameters.Contains(name))
            {
                values.Add(new DataMember(name, value));
            }
        }
    }

    private DataObject Request(string function, IEnumerable<string> wanted, DataObject arguments, DataObject values) =>
        DataObject.Of(
            ("do", "hook"),
            ("module", module),
            ("function", function),
            ("wanted", DataArray.Of(wanted.Select(name => (DataNode)name))),
            ("arguments", arguments),
            ("values", values)
        );

    private static ControlAnswer Read(ControlCall call, PythonReply reply)
    {
        if (reply.IsStopped)
        {
            throw new OperationCanceledException();
        }

        if (reply.Answer is not { } told)
        {
            return ControlAnswer.Failed(reply.Ended ?? "it did not answer");
        }

        if (told.Text("is") == "exit")
        {
            return new ControlAnswer { Exit = (int)((DataNumber)told["code"]!).ToBigInteger() };
        }

        var changed = PythonMessage.Unmarked(told["changed"] ?? DataObject.Empty) as DataObject ?? DataObject.Empty;
        var context = changed["context"];
        var isLeftOut = false;
        if (call.Hook == ControlHook.BeforeActivity && context is DataObject activity && !CallChecks.IsFalsy(activity["dry"]))
        {
            // A mark for this one call, as controls set it and take it away again: the document stays as it is.
            var was = (call.Context as DataObject)?["dry"];
            isLeftOut = was is null || CallChecks.IsFalsy(was);
            context = was is null ? activity.Without("dry") : activity.With("dry", was);
            context = JsonText.Write(context, indent: 0) == JsonText.Write(call.Context, indent: 0) ? null : context;
        }

        return ControlAnswer.Read(told) with
        {
            Context = context,
            State = changed["state"],
            Experiment = changed["experiment"] as DataObject,
            Configuration = changed["configuration"] as DataObject,
            Secrets = changed["secrets"] as DataObject,
            LeaveOut = isLeftOut,
        };
    }

    private static string FunctionOf(ControlHook hook) =>
        hook switch
        {
            ControlHook.BeforeLoading => "before_loading_experiment_control",
            ControlHook.AfterLoading => "after_loading_experiment_control",
            ControlHook.Configure => "configure_control",
            ControlHook.CleanUp => "cleanup_control",
            _ => hook.Name().Replace('-', '_') + "_control",
        };
}
