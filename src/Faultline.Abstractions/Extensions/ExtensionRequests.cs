using System.Collections.Concurrent;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Secrets;

namespace Faultline.Abstractions.Extensions;

/// <summary>Does what a host asks of an extension.</summary>
internal sealed class ExtensionRequests(IExtension extension, ExtensionAnswers answers, CancellationToken ended)
{
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _calls = new();
    private readonly ConcurrentDictionary<string, IControl> _controls = new();
    private readonly ConcurrentDictionary<(long Session, string Type), ISecretSession> _sessions = new();

    /// <summary>Takes a message: a request, which is answered, or an answer to a question of ours.</summary>
    public async Task TakeAsync(DataObject message)
    {
        if (message.Has("ask"))
        {
            answers.Take(message);
            return;
        }

        var id = ExtensionMessages.Number(message, "id") ?? 0;
        if (message.Text("do") == "stop")
        {
            if (_calls.TryGetValue(id, out var call))
            {
                await call.CancelAsync();
            }

            return;
        }

        // A program must be asked the next thing while it is still at the last.
        await Task.Yield();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _calls[id] = stop;
        answers.Send((await AnswerAsync(id, message, stop.Token)).With("id", id));
        _calls.TryRemove(id, out _);
    }

    private async Task<DataObject> AnswerAsync(long id, DataObject message, CancellationToken stop)
    {
        try
        {
            return message.Text("do") switch
            {
                "describe" => Describe(),
                "call" => ExtensionMessages.Write(await CallAsync(id, message, stop)),
                "control" => ExtensionMessages.Write(await ControlAsync(message, stop)),
                "fetch" => ExtensionMessages.Write(await Session(message).FetchAsync(Request(message), stop)),
                "renew" => await RenewAsync(message, stop),
                "close" => DataObject.Of(("is", "closed"), ("problems", ExtensionMessages.Texts(await Session(message).CloseAsync(stop)))),
                var other => DataObject.Of(
                    ("is", "unknown"),
                    ("message", $"'{other}' is no request of protocol {ExtensionMessages.Protocol}")
                ),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return DataObject.Of(("is", "stopped"));
        }
        catch (Exception e)
        {
            // The boundary of the extension: whatever it throws is an answer, or the host would wait for ever.
            return DataObject.Of(("is", "crashed"), ("message", $"{e.GetType().Name}: {e.Message}"));
        }
    }

    private DataObject Describe() =>
        DataObject.Of(
            ("is", "described"),
            ("protocol", ExtensionMessages.Protocol),
            ("name", extension.Name),
            ("version", extension.Version),
            ("functions", DataArray.Of(Functions().Select(function => (DataNode)ExtensionMessages.Write(function.Signature)))),
            (
                "controls",
                DataArray.Of(extension.Controls.Select(control => DataObject.Of(("module", control.Module), ("summary", control.Summary))))
            ),
            ("secrets", ExtensionMessages.Texts(extension.Secrets.Select(source => source.Type)))
        );

    private IEnumerable<IFunction> Functions() =>
        extension.Functions.SelectMany(source =>
            source.Names.Select(name => source.TryFind(name, out var function) ? function : null).OfType<IFunction>()
        );

    private async Task<ActivityOutcome> CallAsync(long id, DataObject message, CancellationToken stop)
    {
        var name = message.Text("function") ?? "";
        foreach (var source in extension.Functions)
        {
            if (source.TryFind(name, out var function))
            {
                return await function.CallAsync(
                    new FunctionCall(Part(message, "arguments"), Part(message, "secrets"), Part(message, "configuration"))
                    {
                        ActivityName = message.Text("activity") ?? "",
                        HasTolerance = message["has-tolerance"] is DataBoolean { Value: true },
                        Changes = new AskedRecorder(id, answers, stop),
                    },
                    stop
                );
            }
        }

        return new ActivityOutcome.Crashed($"'{extension.Name}' has no function '{name}'");
    }

    private async Task<ControlAnswer> ControlAsync(DataObject message, CancellationToken stop)
    {
        var declaration = new ControlDeclaration(
            Part(message, "declaration").Text("name") ?? "",
            Part(Part(message, "declaration"), "document")
        )
        {
            IsGlobal = Part(message, "declaration")["global"] is DataBoolean { Value: true },
        };
        var hook = Enum.GetValues<ControlHook>()
            .Where(one => one.Name() == message.Text("hook"))
            .Select(one => (ControlHook?)one)
            .FirstOrDefault();
        if (hook is null)
        {
            return ControlAnswer.Failed($"'{message.Text("hook")}' is no hook that this extension knows");
        }

        var control = _controls.GetOrAdd(declaration.Name, _ => Create(declaration));
        return await control.CallAsync(
            new ControlCall
            {
                Control = declaration,
                Hook = hook.Value,
                Arguments = Part(message, "arguments"),
                Context = message["context"] ?? DataNull.Instance,
                State = message["state"] ?? DataNull.Instance,
                Path = message.Text("path"),
                Experiment = message["experiment"] ?? DataNull.Instance,
                Configuration = Part(message, "configuration"),
                Secrets = Part(message, "secrets"),
                Settings = message["settings"] ?? DataNull.Instance,
            },
            new AskedRun(declaration.Name, answers),
            stop
        );
    }

    private IControl Create(ControlDeclaration declaration) =>
        extension.Controls.FirstOrDefault(control => control.Module == declaration.Module)?.Create(declaration)
        ?? throw new InvalidOperationException($"'{extension.Name}' has no control '{declaration.Module}'");

    private ISecretSession Session(DataObject message)
    {
        var type = message.Text("type") ?? "";
        return _sessions.GetOrAdd(
            (ExtensionMessages.Number(message, "session") ?? 0, type),
            _ =>
                extension.Secrets.FirstOrDefault(source => source.Type == type)?.Open()
                ?? throw new InvalidOperationException($"'{extension.Name}' has no source of secrets '{type}'")
        );
    }

    private async Task<DataObject> RenewAsync(DataObject message, CancellationToken stop)
    {
        var lease = ExtensionMessages.ReadLease(message["lease"]) ?? new SecretLease("", TimeSpan.Zero, false);
        var renewed = await Session(message).RenewAsync(lease, stop);
        return DataObject.Of(
            ("is", "renewed"),
            ("lease", renewed.Lease is null ? DataNull.Instance : ExtensionMessages.Write(renewed.Lease)),
            ("problem", renewed.Problem is null ? DataNull.Instance : renewed.Problem)
        );
    }

    private static SecretRequest Request(DataObject message) => new(Part(message, "declaration"), Part(message, "configuration"));

    private static DataObject Part(DataObject message, string key) => message[key] as DataObject ?? DataObject.Empty;
}
