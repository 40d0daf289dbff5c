using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Delay;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;
using Faultline.Linux.Networking.Nftables;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Delay;

/// <summary>Two namespaces joined by a cable; packets wait in the near one.</summary>
internal sealed class DelayWorld(params (string Key, DataNode Value)[] arguments) : FaultWorld
{
    private NamespacePair? _pair;

    public override string Function => "network.latency";

    public override DataObject Arguments => DataObject.Of([.. arguments]);

    public override DataObject Target => DataObject.Of(("type", "netns"), ("name", Pair.Near));

    public override string? Missing => NamespacePair.WhyNot() ?? WhyNot();

    public NamespacePair Pair => _pair!;

    public override Task MakeAsync(CancellationToken stop)
    {
        _pair ??= NamespacePair.Create();
        return Task.CompletedTask;
    }

    public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(_pair is null ? "gone" : State(_pair.Near));

    public override Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult(State(Pair.Far));

    public override Task<ImmutableArray<string>> NamesAsync(CancellationToken stop)
    {
        using var network = NetworkNamespace.Named(Pair.Near);
        return Task.FromResult(Tables(network).Select(table => table.Table.Name).ToImmutableArray());
    }

    public override Task<bool> RemoveTargetAsync(CancellationToken stop)
    {
        Pair.Dispose();
        _pair = null;
        return Task.FromResult(true);
    }

    public override Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
    {
        if (!record.Before.Has("queues"))
        {
            return Task.FromResult<Disturbance?>(null);
        }

        // Somebody puts another discipline in the place of ours.
        NamespacePair.Run(
            Pair.Near,
            NamespacePair.FindTool("tc")!,
            "qdisc",
            "replace",
            "dev",
            "eth0",
            "root",
            "handle",
            "77:",
            "tbf",
            "rate",
            "1gbit",
            "burst",
            "1mb",
            "latency",
            "50ms"
        );
        return Task.FromResult<Disturbance?>(new Disturbance(RevertState.ChangedMeanwhile, State(Pair.Near)));
    }

    public override ValueTask DisposeAsync()
    {
        _pair?.Dispose();
        return ValueTask.CompletedTask;
    }

    private string? WhyNot()
    {
        var backend = Arguments.Text("backend") ?? "nfqueue";
        var report = DelayMechanisms
            .OfThisHost.All.First(mechanism => string.Equals(mechanism.Backend.ToString(), backend, StringComparison.OrdinalIgnoreCase))
            .ProbeAsync(CancellationToken.None)
            .Result;
        return report.Works ? null : $"{report.Why}: {report.Remedy}";
    }

    private static string State(string name)
    {
        using var network = NetworkNamespace.Named(name);
        using var links = network.Run(LinkConnection.Open);
        return string.Join('\n', Tables(network).Select(table => table.Table.ToString()))
            + string.Join('\n', links.Links())
            + string.Join('\n', links.Queues().Select(queue => $"{queue.Link} {queue.Kind} {queue.Handle}"))
            + string.Join('\n', links.Routes())
            + string.Join('\n', links.Addresses());
    }

    private static ImmutableArray<NftTableInfo> Tables(NetworkNamespace network)
    {
        try
        {
            using var nft = network.Run(NftConnection.Open);
            return nft.Tables();
        }
        catch (NetlinkException)
        {
            // The guest's kernel has none.
            return [];
        }
    }
}
