using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Nftables;

namespace Faultline.Host.Networks.Drops;

/// <summary>Packets that are being dropped by a table of nf_tables.</summary>
internal sealed class NftDropHold : IDropHold
{
    private const string Egress = "egress";
    private const string Ingress = "ingress";

    // Before whatever else filters at devices or in the stack.
    private const int Priority = -350;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly NftConnection _connection;
    private readonly NftTable _table;
    private readonly DropPlan _plan;
    private readonly SelectionRules _rules;
    private readonly long _started;
    private int _hooks;

    private NftDropHold(NftConnection connection, NftTable table, DropPlan plan)
    {
        (_connection, _table, _plan, _started) = (connection, table, plan, plan.Time.GetTimestamp());
        _rules = new SelectionRules(plan.Selection, plan.Exclusions, table);
    }

    /// <inheritdoc/>
    public DataObject Identity { get; private set; } = DataObject.Empty;

    /// <summary>Makes the table, all at once.</summary>
    public static NftDropHold Start(NftConnection connection, NftTable table, DropPlan plan, bool isOwned)
    {
        var hold = new NftDropHold(connection, table, plan);
        var batch = new NftBatch().CreateTable(table, isOwned);
        hold._rules.CreateSets(batch, plan.Deadline);
        hold._rules.Add(batch, plan.Addresses.Included, plan.Addresses.Excluded, plan.Deadline);
        foreach (var (chain, isEgress) in hold.Ways())
        {
            batch.CreateChain(table, chain);
            foreach (var rule in hold._rules.Rules(isEgress, spare => spare.Counter().Accept(), hold.Hit))
            {
                batch.AddRule(table, chain, rule);
            }
        }

        hold.Hook(batch, plan.Devices);
        connection.Commit(batch);
        hold.Identity = DataObject.Of(
            ("table", table.Name),
            ("family", table.FamilyWord),
            ("handle", (connection.Find(table)?.Handle ?? 0).ToString(CultureInfo.InvariantCulture))
        );
        return hold;
    }

    /// <inheritdoc/>
    public void Add(AddressChanges changes)
    {
        var batch = new NftBatch();
        // What comes later ends with what was there before.
        var left = _plan.Deadline - _plan.Time.GetElapsedTime(_started);
        _rules.Add(batch, changes.Included, changes.Excluded, left < Least ? Least : left);
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
        var rules = _connection.Rules(_table);
        var egress = Sum(Egress);
        var ingress = Sum(Ingress);
        return new DropCount(egress.Seen, egress.Dropped, ingress.Seen, ingress.Dropped);

        // The rules that drop have two counters: what came so far, and what chance has chosen of it.
        (long Seen, long Dropped) Sum(string chain) =>
            rules
                .Where(rule => rule.Chain == chain && rule.Counters.Length == 2)
                .Aggregate((0L, 0L), (sum, rule) => (sum.Item1 + rule.Counters[0].Packets, sum.Item2 + rule.Counters[1].Packets));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private NftRule Hit(NftRule rule) => (_plan.Share < 1 ? rule.Counter().Share(_plan.Share) : rule.Counter()).Counter().Drop();

    private IEnumerable<(string Chain, bool IsEgress)> Ways()
    {
        if (_plan.Selection.HasEgress)
        {
            yield return (Egress, true);
        }

        if (_plan.Selection.HasIngress)
        {
            yield return (Ingress, false);
        }
    }

    private void Hook(NftBatch batch, ImmutableArray<string> devices)
    {
        if (devices.IsEmpty)
        {
            return;
        }

        var number = ++_hooks;
        foreach (var (chain, isEgress) in Ways())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{chain}-{number}");
            if (_table.Family == NftFamily.NetDev)
            {
                batch
                    .CreateChain(_table, name, isEgress ? NftHook.Egress(devices, Priority) : NftHook.Ingress(devices, Priority))
                    .AddRule(_table, name, new NftRule("devices").Goto(chain));
                continue;
            }

            batch.CreateChain(_table, name, isEgress ? NftHook.Output(Priority) : NftHook.Input(Priority));
            foreach (var device in devices)
            {
                var rule = new NftRule(device);
                batch.AddRule(_table, name, (isEgress ? rule.GoesOut(device) : rule.CameIn(device)).Goto(chain));
            }
        }
    }
}
