using System.Collections.Immutable;
using System.Text;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Linux.Networking.Nftables;

/// <summary>
/// nf_tables of one network namespace, without any tool. Tables that are created as owned go when it is disposed of, or when the
/// process dies.
/// </summary>
public sealed class NftConnection : IDisposable
{
    private const int FixedPart = 4;

    private readonly NetlinkSocket _socket;

    private NftConnection(NetlinkSocket socket) => _socket = socket;

    /// <summary>The number by which the kernel knows the owner of our tables.</summary>
    public uint Port => _socket.Port;

    /// <summary>Opens it in the network namespace of this thread, for good.</summary>
    /// <exception cref="NetlinkException">The kernel has no netfilter.</exception>
    public static NftConnection Open() => new(NetlinkSocket.Open(NetlinkProtocol.Netfilter));

    /// <summary>Makes all changes, or none.</summary>
    /// <exception cref="NetlinkException">The kernel refused one of them.</exception>
    public void Commit(NftBatch batch)
    {
        if (batch.Steps.Count > 0)
        {
            _socket.Batch(batch.Steps);
        }
    }

    /// <summary>The tables of all families.</summary>
    /// <exception cref="NetlinkException">A right is missing, or the kernel has no nf_tables.</exception>
    public ImmutableArray<NftTableInfo> Tables() =>
        [.. _socket.Dump(NftBatch.Message(NftMessages.GetTable, default), "list tables").Select(Table)];

    /// <summary>A table; null where there is none.</summary>
    /// <exception cref="NetlinkException">A right is missing, or the kernel has no nf_tables.</exception>
    public NftTableInfo? Find(NftTable table)
    {
        try
        {
            var replies = _socket.Request(NftBatch.Message(NftMessages.GetTable, table).Text(1, table.Name), $"find table '{table}'");
            return replies.Select(Table).FirstOrDefault();
        }
        catch (NetlinkException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The chains of a table; none where there is no table.</summary>
    public ImmutableArray<NftChainInfo> Chains(NftTable table)
    {
        var chains = ImmutableArray.CreateBuilder<NftChainInfo>();
        foreach (var reply in _socket.Dump(NftBatch.Message(NftMessages.GetChain, table), "list chains"))
        {
            var attributes = reply.Attributes(FixedPart);
            if (attributes.Text(1) != table.Name)
            {
                continue;
            }

            var hook = attributes.In(4);
            var devices = ImmutableArray.CreateBuilder<string>();
            foreach (var device in hook.In(4))
            {
                devices.Add(Encoding.UTF8.GetString(device.Value.TrimEnd((byte)0)));
            }

            if (devices.Count == 0 && hook.Text(3) is { } only)
            {
                devices.Add(only);
            }

            chains.Add(new NftChainInfo(table, attributes.Text(3) ?? "", (int?)hook.Big(1), devices.ToImmutable()));
        }

        return chains.ToImmutable();
    }

    /// <summary>The rules of a table, chain by chain, in order; none where there is no table.</summary>
    public ImmutableArray<NftRuleInfo> Rules(NftTable table)
    {
        var rules = ImmutableArray.CreateBuilder<NftRuleInfo>();
        IReadOnlyList<NetlinkReply> replies;
        try
        {
            replies = _socket.Dump(NftBatch.Message(NftMessages.GetRule, table).Text(1, table.Name), "list rules");
        }
        catch (NetlinkException exception) when (exception.IsNotFound)
        {
            return [];
        }

        foreach (var reply in replies)
        {
            var attributes = reply.Attributes(FixedPart);
            if (attributes.Text(1) == table.Name)
            {
                rules.Add(Rule(attributes));
            }
        }

        return rules.ToImmutable();
    }

    /// <summary>How many ranges a set has; none where there is no set.</summary>
    public int CountElements(NftTable table, string set)
    {
        const int Elements = 3;
        const int Flags = 3;
        var count = 0;
        try
        {
            foreach (
                var reply in _socket.Dump(NftBatch.Message(NftMessages.GetElement, table).Text(1, table.Name).Text(2, set), "list elements")
            )
            {
                foreach (var element in reply.Attributes(FixedPart).In(Elements))
                {
                    count += (new NetlinkAttributes(element.Value).Big(Flags) ?? 0) == 0 ? 1 : 0;
                }
            }
        }
        catch (NetlinkException exception) when (exception.IsNotFound)
        {
            return 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static NftTableInfo Table(NetlinkReply reply)
    {
        var attributes = reply.Attributes(FixedPart);
        return new NftTableInfo(
            new NftTable((NftFamily)reply.Body.Span[0], attributes.Text(1) ?? ""),
            attributes.BigLong(4) ?? 0,
            attributes.Big(7)
        );
    }

    private static NftRuleInfo Rule(NetlinkAttributes attributes)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var counters = ImmutableArray.CreateBuilder<NftCount>();
        foreach (var element in attributes.In(4))
        {
            var expression = new NetlinkAttributes(element.Value);
            var name = expression.Text(1) ?? "";
            names.Add(name);
            if (name == "counter")
            {
                var data = expression.In(2);
                counters.Add(new NftCount((long)(data.BigLong(2) ?? 0), (long)(data.BigLong(1) ?? 0)));
            }
        }

        var user = attributes.Find(7);
        var comment = user.Length > 2 && user[0] == 0 ? Encoding.UTF8.GetString(user[2..].TrimEnd((byte)0)) : null;
        return new NftRuleInfo(attributes.Text(2) ?? "", attributes.BigLong(3) ?? 0, comment, names.ToImmutable(), counters.ToImmutable());
    }
}
