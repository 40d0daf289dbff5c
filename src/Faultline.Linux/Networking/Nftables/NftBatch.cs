using System.Text;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Linux.Networking.Nftables;

/// <summary>Changes that the kernel makes all at once, or not at all.</summary>
public sealed class NftBatch
{
    // Attributes hold 64 KiB at most, an element about a hundred bytes.
    private const int ElementsPerMessage = 300;
    private const int OwnerFlag = 2;
    private const int IntervalFlag = 4;
    private const int TimeoutFlag = 0x10;

    private readonly List<(NetlinkMessage, string)> _steps = [];
    private uint _setId;

    internal IReadOnlyList<(NetlinkMessage Message, string What)> Steps => _steps;

    /// <summary>Creates a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isOwned">Whether it is the socket's: gone with it, and nobody else's to change. Since Linux 5.12.</param>
    public NftBatch CreateTable(NftTable table, bool isOwned) =>
        Step(
            Message(NftMessages.NewTable, table, NetlinkFlags.Create | NetlinkFlags.Exclusive)
                .Text(1, table.Name)
                .Big(2, isOwned ? OwnerFlag : 0u),
            $"create table '{table.Name}' ({table.FamilyWord}{(isOwned ? ", owned" : "")})"
        );

    /// <summary>Deletes a table and all in it.</summary>
    public NftBatch DeleteTable(NftTable table) =>
        Step(Message(NftMessages.DeleteTable, table).Text(1, table.Name), $"delete table '{table.Name}' ({table.FamilyWord})");

    /// <summary>Creates a chain to which rules go.</summary>
    public NftBatch CreateChain(NftTable table, string chain) =>
        Step(
            Message(NftMessages.NewChain, table, NetlinkFlags.Create | NetlinkFlags.Exclusive).Text(1, table.Name).Text(3, chain),
            $"create chain '{chain}' in '{table.Name}'"
        );

    /// <summary>Creates a chain that sees packets.</summary>
    /// <param name="table">The table.</param>
    /// <param name="chain">The chain's name.</param>
    /// <param name="hook">Where it sees them.</param>
    /// <param name="type">Its type: <c>filter</c>, or <c>route</c> for an output whose marks decide the way.</param>
    public NftBatch CreateChain(NftTable table, string chain, NftHook hook, string type = "filter") =>
        Step(
            Message(NftMessages.NewChain, table, NetlinkFlags.Create | NetlinkFlags.Exclusive)
                .Text(1, table.Name)
                .Text(3, chain)
                .Nest(4, data => Write(data, hook))
                .Text(7, type),
            $"create chain '{chain}' in '{table.Name}'{(hook.Devices.IsEmpty ? "" : $" at {string.Join(", ", hook.Devices)}")}"
        );

    /// <summary>Deletes a chain and the rules in it.</summary>
    public NftBatch DeleteChain(NftTable table, string chain) =>
        Step(Message(NftMessages.DeleteChain, table).Text(1, table.Name).Text(3, chain), $"delete chain '{chain}' in '{table.Name}'");

    /// <summary>Creates a set.</summary>
    public NftBatch CreateSet(NftTable table, NftSet set) =>
        Step(
            Message(NftMessages.NewSet, table, NetlinkFlags.Create | NetlinkFlags.Exclusive)
                .Text(1, table.Name)
                .Text(2, set.Name)
                .Big(3, (uint)(IntervalFlag | (set.HasTimeouts ? TimeoutFlag : 0)))
                .Big(4, (uint)set.Key)
                .Big(5, (uint)set.KeyLength)
                .Big(10, ++_setId),
            $"create set '{set.Name}' in '{table.Name}'"
        );

    /// <summary>Adds elements to a set; ranges must neither overlap each other nor what is in the set.</summary>
    public NftBatch AddElements(NftTable table, string set, IEnumerable<NftRange> ranges) =>
        Elements(NftMessages.NewElement, NetlinkFlags.Create, table, set, ranges, "add elements to");

    /// <summary>Takes elements out of a set, as they were put in.</summary>
    public NftBatch RemoveElements(NftTable table, string set, IEnumerable<NftRange> ranges) =>
        Elements(NftMessages.DeleteElement, NetlinkFlags.None, table, set, ranges, "remove elements from");

    /// <summary>Adds a rule at the end of a chain.</summary>
    public NftBatch AddRule(NftTable table, string chain, NftRule rule)
    {
        var message = Message(NftMessages.NewRule, table, NetlinkFlags.Create | NetlinkFlags.Append).Text(1, table.Name).Text(2, chain);
        rule.Write(message, 4);
        var comment = Encoding.UTF8.GetBytes(rule.Comment);
        // As nft itself keeps comments: type 0, length, text with a zero behind.
        message.Attribute(7, [0, (byte)(comment.Length + 1), .. comment, 0]);
        return Step(message, $"add rule '{rule.Comment}' to '{table.Name}' '{chain}'");
    }

    internal static NetlinkMessage Message(int type, NftTable table, NetlinkFlags flags = NetlinkFlags.None) =>
        new NetlinkMessage(NftMessages.Subsystem | type, flags).Bytes([(byte)table.Family, 0, 0, 0]);

    private static void Write(NetlinkMessage data, NftHook hook)
    {
        data.Big(1, (uint)hook.Number).Big(2, unchecked((uint)hook.Priority));
        if (hook.Devices.Length == 1)
        {
            data.Text(3, hook.Devices[0]);
        }
        else if (hook.Devices.Length > 1)
        {
            data.Nest(
                4,
                list =>
                {
                    foreach (var device in hook.Devices)
                    {
                        list.Text(1, device);
                    }
                }
            );
        }
    }

    private NftBatch Elements(int type, NetlinkFlags flags, NftTable table, string set, IEnumerable<NftRange> ranges, string what)
    {
        foreach (var chunk in ranges.Chunk(ElementsPerMessage))
        {
            Step(
                Message(type, table, flags)
                    .Text(1, table.Name)
                    .Text(2, set)
                    .Nest(
                        3,
                        list =>
                        {
                            foreach (var range in chunk)
                            {
                                Write(list, range);
                            }
                        }
                    ),
                $"{what} set '{set}' in '{table.Name}'"
            );
        }

        return this;
    }

    private static void Write(NetlinkMessage list, NftRange range)
    {
        list.Nest(
            1,
            element =>
            {
                element.Nest(1, key => key.Attribute(1, range.From.Span));
                if (range.Timeout is { } timeout)
                {
                    element.BigLong(4, (ulong)Math.Max(1, timeout.TotalMilliseconds));
                }
            }
        );
        // The end stands behind the last and is no member; the last of all has none.
        if (range.Behind() is { } behind)
        {
            list.Nest(1, element => element.Nest(1, key => key.Attribute(1, behind)).Big(3, 1));
        }
    }

    private NftBatch Step(NetlinkMessage message, string what)
    {
        _steps.Add((message, what));
        return this;
    }
}
