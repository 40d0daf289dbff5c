using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Groups;
using Faultline.Linux.Networking.Netlink;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.Processes;

namespace Faultline.Host.Networks.Drops;

/// <summary>Undoes tables of nf_tables from records alone, in any process.</summary>
internal static class DropUndo
{
    /// <summary>Deletes the table of a record, if it is there and as it was left, and reads back that it is gone.</summary>
    public static RevertResult Revert(UndoRecord record)
    {
        if (GroupUndo.Has(record))
        {
            return GroupUndo.Revert(record);
        }

        if (record.Before["table"] is not DataObject named || Table(named) is not { } table)
        {
            return Nothing("the kernel has removed it with its process");
        }

        if (record.BootId != ProcessIdentity.BootIdNow)
        {
            return Nothing("the host was started anew since");
        }

        if (record.Before["network"] is not DataObject identity || NamespaceSearch.Find(identity) is not { } network)
        {
            return Nothing("its network namespace is gone");
        }

        using (network)
        {
            try
            {
                using var connection = network.Run(NftConnection.Open);
                return Revert(record, connection, table);
            }
            catch (IOException exception)
            {
                return new RevertResult(RevertState.Failed, exception.Message);
            }
        }
    }

    /// <summary>Whether the table of a record is there; null where nobody can tell.</summary>
    public static bool? IsThere(UndoRecord record)
    {
        if (GroupUndo.Has(record))
        {
            return GroupUndo.IsThere(record);
        }

        if (record.Before["table"] is not DataObject named || Table(named) is not { } table)
        {
            return null;
        }

        if (record.Before["network"] is not DataObject identity || NamespaceSearch.Find(identity) is not { } network)
        {
            return false;
        }

        using (network)
        {
            using var connection = network.Run(NftConnection.Open);
            return connection.Find(table) is not null;
        }
    }

    private static RevertResult Revert(UndoRecord record, NftConnection connection, NftTable table)
    {
        if (connection.Find(table) is not { } found)
        {
            return Nothing($"there is no table '{table}'");
        }

        if (record.After?.Text("handle") is { } handle && handle != found.Handle.ToString(CultureInfo.InvariantCulture))
        {
            return new RevertResult(RevertState.ChangedMeanwhile, $"the table '{table}' is another than the one that was made");
        }

        if (found.Owner is { } owner && owner != connection.Port)
        {
            return new RevertResult(
                RevertState.Failed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the table '{table}' belongs to a process that still runs (netlink port {owner})"
                )
            );
        }

        try
        {
            connection.Commit(new NftBatch().DeleteTable(table));
        }
        catch (NetlinkException exception) when (exception.IsNotFound)
        {
            return Nothing($"the table '{table}' has gone meanwhile");
        }

        return connection.Find(table) is null
            ? new RevertResult(RevertState.Reverted, $"the table '{table}' is deleted, and read back as gone")
            : new RevertResult(RevertState.Failed, $"the table '{table}' is still there");
    }

    private static RevertResult Nothing(string why) => new(RevertState.NothingToRevert, why);

    private static NftTable? Table(DataObject named) =>
        (named.Text("family"), named.Text("name")) switch
        {
            ("netdev", { } name) => new NftTable(NftFamily.NetDev, name),
            ("inet", { } name) => new NftTable(NftFamily.Inet, name),
            _ => null,
        };
}
