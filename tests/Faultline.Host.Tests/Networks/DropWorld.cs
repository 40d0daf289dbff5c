using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Selecting;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Nftables;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks;

/// <summary>Two namespaces joined by a cable; packets are dropped in the near one.</summary>
internal class DropWorld(string function, params (string Key, DataNode Value)[] arguments) : FaultWorld
{
    private const int MainTable = 254;

    private NamespacePair? _pair;

    public override string Function => function;

    public override DataObject Arguments => DataObject.Of(arguments);

    public override DataObject Target => DataObject.Of(("type", "netns"), ("name", Pair.Near));

    public override string? Missing => NamespacePair.WhyNot();

    /// <summary>The way to drop packets; null for the best.</summary>
    public IDropMechanism? Mechanism { get; init; }

    /// <summary>How often names are looked up again.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan? Lasts { get; init; } = TimeSpan.FromSeconds(30);

    public override TimeSpan? Duration => Lasts;

    public NamespacePair Pair => _pair!;

    public override Task MakeAsync(CancellationToken stop)
    {
        _pair ??= NamespacePair.Create();
        return Task.CompletedTask;
    }

    public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(_pair is null ? "gone" : Rules(_pair.Near));

    public override Task<string> ReadOutsideAsync(CancellationToken stop) =>
        Task.FromResult($"{Rules(Pair.Far)}\n{Links(Pair.Near)}\n{Links(Pair.Far)}");

    public override Task<ImmutableArray<string>> NamesAsync(CancellationToken stop)
    {
        using var network = NetworkNamespace.Named(Pair.Near);
        using var nft = network.Run(NftConnection.Open);
        return Task.FromResult(nft.Tables().Select(table => table.Table.Name).ToImmutableArray());
    }

    public override Task<bool> RemoveTargetAsync(CancellationToken stop)
    {
        Pair.Dispose();
        _pair = null;
        return Task.FromResult(true);
    }

    public override async Task<IFault> BindAsync()
    {
        if (Mechanism is null && !Arguments.Has("hostname"))
        {
            return await BindAsync(function, Arguments);
        }

        // The same fault, with another way to drop or another rhythm.
        var selection = SelectionReader.Read(
            new SelectionArguments(
                List("hostname"),
                List("ipaddress"),
                List("egress_port"),
                List("ingress_port"),
                List("src_port"),
                List("device"),
                List("ipprotocol")
            ),
            TrafficDirection.Both
        );
        var share = function == "network.blackhole" ? 1 : ((DataNumber)Arguments["percent"]!).ToDouble() / 100;
        var mechanisms = Mechanism is null ? DropMechanisms.OfThisHost : new DropMechanisms([Mechanism]);
        return new DropFault(() => selection, share, mechanisms, Period);
    }

    public override ValueTask DisposeAsync()
    {
        _pair?.Dispose();
        return ValueTask.CompletedTask;
    }

    private DataArray? List(string name) => Arguments[name] is { } node && new WordList().TryRead(node, out var list) ? list : null;

    private static string Rules(string name)
    {
        using var network = NetworkNamespace.Named(name);
        using var nft = network.Run(NftConnection.Open);
        return string.Join(
            '\n',
            nft.Tables()
                .SelectMany(table =>
                    nft.Rules(table.Table).Select(rule => $"{table.Table} {rule.Chain} {rule.Comment}").Prepend($"{table.Table}")
                )
        );
    }

    private static string Links(string name)
    {
        using var network = NetworkNamespace.Named(name);
        using var links = network.Run(LinkConnection.Open);
        // What follows from these by itself, in the kernel's own time, is left out.
        return string.Join(
            '\n',
            (IEnumerable<string>)
                [
                    .. links.Links().Select(link => link.ToString()),
                    .. links.Queues().Select(queue => $"{queue.Link} {queue.Kind} {queue.Handle}"),
                    .. links.Addresses().Where(one => !one.Address.IsIPv6LinkLocal).Select(one => one.ToString()),
                    .. links.Routes().Where(route => route is { Table: MainTable, IsVersion6: false }).Select(route => route.ToString()),
                ]
        );
    }
}
