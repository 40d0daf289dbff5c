using System.Collections.Concurrent;
using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Secrets;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Extensions;

/// <summary>
/// An extension that is a program: started when it is described, kept for the run, and started again where it died or a call in it
/// did not stop.
/// </summary>
internal sealed class ExternalExtension(ImmutableArray<string> command, ProcessStarter starter, IEnvironment environment, TimeProvider time)
    : IExtension,
        IAsyncDisposable
{
    // How long a program may think about what it offers, and a call about a request to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, IControlRun> _controlled = new();
    private readonly List<ExtensionProcess> _former = [];
    private ExtensionProcess? _current;

    public string Name { get; private set; } = command[0];

    public string Version { get; private set; } = "";

    public IReadOnlyList<IFunctionSource> Functions { get; private set; } = [];

    public IReadOnlyList<ExtensionControl> Controls { get; private set; } = [];

    public IReadOnlyList<ISecretSource> Secrets { get; private set; } = [];

    /// <summary>Asks the program what it offers.</summary>
    /// <exception cref="ExtensionException">It could not be started, or does not speak the protocol.</exception>
    public async Task DescribeAsync(CancellationToken stop)
    {
        DataObject answer;
        try
        {
            answer = await AskAsync(DataObject.Of(("do", "describe"), ("protocol", ExtensionMessages.Protocol)), stop)
                .WaitAsync(Patience, time, stop);
        }
        catch (TimeoutException)
        {
            throw new ExtensionException($"the extension {command[0]} did not say within {Patience.TotalSeconds} s what it offers");
        }

        if (answer.Text("is") != "described" || ExtensionMessages.Number(answer, "protocol") != ExtensionMessages.Protocol)
        {
            throw new ExtensionException(
                answer.Text("message")
                    ?? $"the extension {command[0]} does not speak protocol {ExtensionMessages.Protocol}: it answered {JsonText.Write(answer, indent: 0)}"
            );
        }

        Name = answer.Text("name") ?? command[0];
        Version = answer.Text("version") ?? "";
        var described = ((answer["functions"] as DataArray)?.Items ?? []).Select(ExtensionMessages.ReadSignature).ToList();
        if (described.Any(signature => signature is null))
        {
            throw new ExtensionException($"the extension '{Name}' describes a function that lacks its module, its name or its kind");
        }

        Functions = [new FunctionList(described.Select(signature => new ExternalFunction(this, signature!)))];
        Controls =
        [
            .. ((answer["controls"] as DataArray)?.Items ?? [])
                .OfType<DataObject>()
                .Select(control => new ExtensionControl(
                    control.Text("module") ?? "",
                    control.Text("summary") ?? "",
                    declaration => new ExternalControl(this, declaration)
                )),
        ];
        Secrets = [.. ExtensionMessages.ReadTexts(answer["secrets"]).Select(type => new ExternalSecrets(this, type))];
    }

    /// <summary>Asks the program for something. It answers, or is ended, soon after it was asked to stop.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stop">Asks it to stop.</param>
    /// <param name="changes">Where it writes down what it changes; null where it changes nothing.</param>
    public async Task<DataObject> AskAsync(DataObject request, CancellationToken stop, IChangeRecorder? changes = null)
    {
        stop.ThrowIfCancellationRequested();
        ExtensionProcess process;
        try
        {
            process = Current();
        }
        catch (ProcessStartException e)
        {
            return DataObject.Of(("is", "gone"), ("message", $"the extension {command[0]} could not be started: {e.Message}"));
        }

        var (number, answer) = process.Ask(request, changes);
        try
        {
            return await answer.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await StopAsync(process, number, answer);
        }
    }

    /// <summary>What a control of the program may have done for it, until it is cleaned up.</summary>
    public void Serve(string control, IControlRun run) => _controlled[control] = run;

    public async ValueTask DisposeAsync()
    {
        ExtensionProcess[] all;
        lock (_lock)
        {
            all = _current is null ? [.. _former] : [.. _former, _current];
            _former.Clear();
            _current = null;
        }

        await Task.WhenAll(all.Select(process => process.DisposeAsync().AsTask()));
    }

    private async Task<DataObject> StopAsync(ExtensionProcess process, long number, Task<DataObject> answer)
    {
        process.Post(DataObject.Of(("id", number), ("do", "stop")));
        try
        {
            // A call that ended in that very moment did what it did.
            return await answer.WaitAsync(Grace, time);
        }
        catch (TimeoutException)
        {
            await process.EndAsync($"the extension '{Name}' was ended: a call did not stop within {Grace.TotalSeconds} s");
            return DataObject.Of(("is", "stopped"), ("warnings", ExtensionMessages.Texts([process.Ended!])));
        }
    }

    private ExtensionProcess Current()
    {
        lock (_lock)
        {
            if (_current is { Ended: null })
            {
                return _current;
            }

            if (_current is not null)
            {
                _former.Add(_current);
            }

            return _current = new ExtensionProcess(
                command,
                starter,
                environment,
                time,
                (process, message) => _ = Task.Run(() => AnswerAsync(process, message))
            );
        }
    }

    // The reply goes to the program that asked: one that was started in its place has asked nothing.
    private async Task AnswerAsync(ExtensionProcess process, DataObject message)
    {
        var control = message.Text("control") is { } name ? _controlled.GetValueOrDefault(name) : null;
        switch (message.Text("do"))
        {
            case "record":
                Reply(Record(process, message));
                break;
            case "check" when control is not null && message["probe"] is DataObject probe:
                Reply(await CheckAsync(control, probe));
                break;
            case "halt":
                var reason = message.Text("reason") ?? $"The control '{message.Text("control")}' halted the run.";
                control?.Halt(message.Text("message") ?? reason, reason);
                break;
            case "warn":
                control?.Warn(message.Text("message") ?? "");
                break;
            default:
                Reply(DataObject.Of(("do", "unknown")));
                break;
        }

        void Reply(DataObject reply) => process.Post(reply.With("ask", message["ask"] ?? DataNull.Instance));
    }

    private static async Task<DataObject> CheckAsync(IControlRun control, DataObject probe)
    {
        ControlCheck check;
        try
        {
            check = await control.CheckAsync(probe, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The boundary of the protocol: a question without a reply would hold the program up for ever.
            check = new ControlCheck(null, e.Message);
        }

        return DataObject.Of(
            ("do", "checked"),
            ("met", check.Met is { } met ? met : DataNull.Instance),
            ("explanation", check.Explanation is null ? DataNull.Instance : check.Explanation)
        );
    }

    private static DataObject Record(ExtensionProcess process, DataObject message)
    {
        try
        {
            if (ExtensionMessages.ReadChange(message["change"] as DataObject) is not { } change)
            {
                return DataObject.Of(("do", "refused"), ("message", "a change has at least a 'verb', a 'resource' and an 'undo'"));
            }

            if (ExtensionMessages.Number(message, "id") is not { } number || process.RecorderOf(number) is not { } recorder)
            {
                return DataObject.Of(("do", "refused"), ("given-up", true), ("message", "the call has been given up"));
            }

            recorder.Record(change);
            return DataObject.Of(("do", "recorded"));
        }
        catch (OperationCanceledException e)
        {
            return DataObject.Of(("do", "refused"), ("given-up", true), ("message", e.Message));
        }
        catch (IOException e)
        {
            return DataObject.Of(("do", "refused"), ("message", e.Message));
        }
    }
}
