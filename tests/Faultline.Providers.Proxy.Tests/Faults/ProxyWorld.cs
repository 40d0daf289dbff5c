using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Host.Tests.Conformance;

namespace Faultline.Providers.Proxy.Tests.Faults;

/// <summary>A proxy, on a server of ours or on a Toxiproxy, through which a client is being talked to.</summary>
internal sealed class ProxyWorld(string function, string arguments, bool isForeign = false) : FaultWorld
{
    private ProxyScene? _scene;
    private Socket? _client;

    public override string Function => function;

    public override DataObject Arguments => ((DataObject)JsonText.Parse(arguments)).With("proxy", "db").With("url", _scene!.Url);

    public override async Task MakeAsync(CancellationToken stop)
    {
        _scene = await ProxyScene.StartAsync(isForeign);
        _client = await _scene.ConnectAsync(stop);
    }

    public override Task<string> ReadAsync(CancellationToken stop) => _scene!.StateAsync();

    public override async Task<ImmutableArray<string>> NamesAsync(CancellationToken stop) => [.. await _scene!.NamesAsync()];

    public override async Task<bool> RemoveTargetAsync(CancellationToken stop)
    {
        await _scene!.AskAsync("DELETE", "/proxies/db");
        return true;
    }

    public override async Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
    {
        // Somebody puts it right by hand, and adds something of their own.
        await _scene!.AskAsync("DELETE", $"/proxies/db/toxics/{record.Id}");
        await _scene.AskAsync("POST", "/proxies/db", new JsonObject { ["enabled"] = true });
        await _scene.AskAsync("POST", "/proxies/db/toxics", new JsonObject { ["type"] = "noop", ["name"] = "theirs" });
        return new Disturbance(RevertState.NothingToRevert, await _scene.StateAsync());
    }

    public override Task<IFault> BindAsync() => FaultBinding.BindAsync(Find(function), Arguments);

    public static IFunction Find(string name) =>
        ProxyFaultFunctions
            .Sources(new ProcessEnvironment(ImmutableDictionary<string, string>.Empty))
            .Select(source => source.TryFind(name, out var found) ? found : null)
            .OfType<IFunction>()
            .Single();

    public override async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_scene?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
