using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.PacketQueues;

namespace Faultline.Host.Networks.Delay;

/// <summary>
/// Packets that wait in a queue of the packet filter.
/// <code>
/// TCP that comes in:  input ──> device? ──> spared? ──> meant? ──> queue ──> on
/// the rest, out:      output ─> device? ──> spared? ──> meant? ──> queue ──> on
/// </code>
/// </summary>
internal sealed class QueueDelayHold : IDelayHold
{
    private const string Input = "input";
    private const string Output = "output";
    private const string CanariesIn = "canaries-in";
    private const string CanariesOut = "canaries-out";
    private const byte Tcp = 6;
    private const byte Udp = 17;

    // With those that change packets, before those that drop them.
    private const int Priority = -150;

    private readonly NftConnection _connection;
    private readonly PacketLine _line;
    private readonly DelayPlan _plan;
    private readonly ImmutableArray<(NftTable Table, SelectionRules Rules)> _families;
    private int _hooks;

    private QueueDelayHold(NftConnection connection, PacketLine line, DelayPlan plan)
    {
        (_connection, _line, _plan) = (connection, line, plan);
        _families =
        [
            .. QueueDelayMechanism
                .Tables(plan.Traffic.Id)
                .Select(table => (table, new SelectionRules(plan.Traffic.Selection, plan.Traffic.Exclusions, table))),
        ];
    }

    /// <inheritdoc/>
    public DataObject Identity { get; private set; } = DataObject.Empty;

    /// <inheritdoc/>
    public long Delayed => _line.Counters.Delayed;

    /// <summary>Makes the tables, all at once.</summary>
    public static QueueDelayHold Start(NftConnection connection, PacketLine line, DelayPlan plan, bool isOwned)
    {
        var hold = new QueueDelayHold(connection, line, plan);
        var batch = new NftBatch();
        var addresses = plan.Traffic.Addresses;
        foreach (var (table, rules) in hold._families)
        {
            batch.CreateTable(table, isOwned);
            rules.CreateSets(batch, plan.Traffic.Deadline);
            rules.Add(batch, addresses.Included, addresses.Excluded, plan.Traffic.Deadline);
            foreach (var chain in (string[])[Input, Output, CanariesIn, CanariesOut])
            {
                batch.CreateChain(table, chain);
            }

            Fill(batch, table, Input, rules.Rules(isEgress: false, spare => spare.Counter().Accept(), hold.WaitComing));
            // A canary waits once, also where the loopback device is meant.
            batch.AddRule(table, Output, new NftRule("canaries").GoesOut("lo").Protocol(Udp).Jump(CanariesOut));
            Fill(batch, table, Output, rules.Rules(isEgress: true, spare => spare.Counter().Accept(), hold.WaitLeaving));
            batch
                .CreateChain(table, "input-0", NftHook.Input(Priority))
                .AddRule(table, "input-0", new NftRule("canaries").CameIn("lo").Protocol(Udp).Jump(CanariesIn));
        }

        hold.Hook(batch, plan.Traffic.Devices);
        connection.Commit(batch);
        hold.Identity = DataObject.Of(
            (
                "handles",
                DataArray.Of(
                    hold._families.Select(one => (DataNode)(connection.Find(one.Table)?.Handle ?? 0).ToString(CultureInfo.InvariantCulture))
                )
            )
        );
        return hold;
    }

    /// <inheritdoc/>
    public bool Adopt(DelayCanary canary)
    {
        var (table, _) = _families.First(one => one.Table.Family == NftFamily.Ip4);
        var ports = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, canary.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(ports.AsSpan(2), canary.Port);
        _connection.Commit(
            new NftBatch()
                .AddRule(table, CanariesIn, new NftRule("canary").Payload(NftHeader.Transport, 0, 4).Is(ports).Queue(_line.Number))
                .AddRule(table, CanariesOut, new NftRule("canary").Payload(NftHeader.Transport, 0, 4).Is(ports).Accept())
        );
        return true;
    }

    /// <inheritdoc/>
    public void Add(AddressChanges changes)
    {
        var batch = new NftBatch();
        foreach (var (_, rules) in _families)
        {
            rules.Add(batch, changes.Included, changes.Excluded, _plan.Traffic.Deadline);
        }

        _connection.Commit(batch);
    }

    /// <inheritdoc/>
    public void Add(ImmutableArray<string> devices)
    {
        var batch = new NftBatch();
        Hook(batch, devices);
        _connection.Commit(batch);
    }

    /// <inheritdoc/>
    public DropCount Count()
    {
        var rules = _families.SelectMany(one => _connection.Rules(one.Table)).ToList();
        return new DropCount(Sum(Output), 0, Sum(Input), 0);

        // The rules that make packets wait end in the target.
        long Sum(string chain) =>
            rules.Where(rule => rule.Chain == chain && rule.Expressions[^1] == "target").Sum(rule => rule.Counters[0].Packets);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // In this order: the kernel drops what waits when a chain goes.
        _line.LetGo();
        _connection.Dispose();
        _line.Dispose();
        return ValueTask.CompletedTask;
    }

    private NftRule WaitComing(NftRule rule) => rule.Protocol(Tcp).Counter().Queue(_line.Number);

    private NftRule WaitLeaving(NftRule rule) =>
        rule.Meta(NftMeta.TransportProtocol).Compare(NftComparison.NotEqual, Tcp).Counter().Queue(_line.Number);

    private static void Fill(NftBatch batch, NftTable table, string chain, IEnumerable<NftRule> rules)
    {
        foreach (var rule in rules)
        {
            batch.AddRule(table, chain, rule);
        }
    }

    private void Hook(NftBatch batch, ImmutableArray<string> devices)
    {
        var number = ++_hooks;
        foreach (var (table, _) in _families)
        {
            foreach (var chain in (string[])[Input, Output])
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{chain}-{number}");
                batch.CreateChain(table, name, chain == Input ? NftHook.Input(Priority) : NftHook.Output(Priority));
                foreach (var device in devices)
                {
                    var rule = new NftRule(device);
                    batch.AddRule(table, name, (chain == Input ? rule.CameIn(device) : rule.GoesOut(device)).Goto(chain));
                }
            }
        }
    }
}
