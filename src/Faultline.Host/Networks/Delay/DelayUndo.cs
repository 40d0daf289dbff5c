using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.Processes;

namespace Faultline.Host.Networks.Delay;

/// <summary>Undoes tables and queueing disciplines from records alone, in any process.</summary>
internal static class DelayUndo
{
    /// <summary>Takes away what is there as it was left, and reads back that it is gone.</summary>
    public static RevertResult Revert(UndoRecord record) =>
        record.BootId != ProcessIdentity.BootIdNow
            ? new RevertResult(RevertState.NothingToRevert, "the host was started anew since")
            : In(
                record,
                new RevertResult(RevertState.NothingToRevert, "its network namespace is gone"),
                network =>
                    Sum([
                        .. Tables(record).Select(table => Revert(network, table)),
                        .. Queues(record).Select(queue => Revert(network, queue)),
                    ])
            );

    /// <summary>Whether anything of it is there.</summary>
    public static bool IsThere(UndoRecord record) =>
        In(
            record,
            false,
            network =>
            {
                using var connection = network.Run(NftConnection.Open);
                using var links = network.Run(LinkConnection.Open);
                var tables = Tables(record);
                return (tables.Count > 0 && connection.Tables().Any(found => tables.Contains(found.Table)))
                    || Queues(record).Any(queue => Find(links, queue) is { } root && NetemQueues.IsOurs(root, queue.Handle));
            }
        );

    private static RevertResult Revert(NetworkNamespace network, NftTable table)
    {
        using var connection = network.Run(NftConnection.Open);
        try
        {
            if (connection.Find(table) is not { } found)
            {
                return new RevertResult(RevertState.NothingToRevert, $"there is no table '{table}'");
            }

            if (found.Owner is { } owner && owner != connection.Port)
            {
                return new RevertResult(
                    RevertState.Failed,
                    $"the table '{table}' belongs to a process that still runs (netlink port {owner})"
                );
            }

            connection.Commit(new NftBatch().DeleteTable(table));
        }
        catch (NetlinkException exception) when (exception.IsNotFound)
        {
            return new RevertResult(RevertState.NothingToRevert, $"the table '{table}' has gone meanwhile");
        }

        return connection.Find(table) is null
            ? new RevertResult(RevertState.Reverted, $"the table '{table}' is deleted, and read back as gone")
            : new RevertResult(RevertState.Failed, $"the table '{table}' is still there");
    }

    private static RevertResult Revert(NetworkNamespace network, Queue queue)
    {
        using var links = network.Run(LinkConnection.Open);
        if (links.Links().All(link => link.Index != queue.Index || link.Name != queue.Device))
        {
            return new RevertResult(RevertState.NothingToRevert, $"device '{queue.Device}' is gone");
        }

        var root = Find(links, queue);
        if (NetemQueues.IsDefault(root))
        {
            return new RevertResult(RevertState.NothingToRevert, $"device '{queue.Device}' has its default queueing discipline");
        }

        if (!NetemQueues.IsOurs(root, queue.Handle))
        {
            return new RevertResult(
                RevertState.ChangedMeanwhile,
                $"device '{queue.Device}' has another queueing discipline than ours ({root!.Kind})"
            );
        }

        try
        {
            NetemQueues.Take(links, root!);
        }
        catch (NetlinkException) when (!NetemQueues.IsOurs(Find(links, queue), queue.Handle))
        {
            // Another has been quicker.
        }

        return NetemQueues.IsOurs(Find(links, queue), queue.Handle)
            ? new RevertResult(RevertState.Failed, $"the queueing discipline of device '{queue.Device}' is still there")
            : new RevertResult(RevertState.Reverted, $"device '{queue.Device}' has its default queueing discipline again");
    }

    private static T In<T>(UndoRecord record, T without, Func<NetworkNamespace, T> work)
    {
        if (record.Before["network"] is not DataObject identity || NamespaceSearch.Find(identity) is not { } network)
        {
            return without;
        }

        using (network)
        {
            return work(network);
        }
    }

    // The worst of them decides; nothing to do with one of several is nothing.
    private static RevertResult Sum(IReadOnlyList<RevertResult> results) =>
        results.Count == 0
            ? new RevertResult(RevertState.NothingToRevert, "nothing of it stays")
            : new RevertResult(
                results
                    .Select(one => one.State)
                    .OrderByDescending(state =>
                        state switch
                        {
                            RevertState.Failed => 3,
                            RevertState.ChangedMeanwhile => 2,
                            RevertState.Reverted => 1,
                            _ => 0,
                        }
                    )
                    .First(),
                string.Join("; ", results.Select(one => one.Message))
            );

    private static QueueDiscipline? Find(LinkConnection links, Queue queue) => NetemQueues.Root(links, queue.Index);

    private static List<NftTable> Tables(UndoRecord record) =>
        (record.Before["tables"] as DataArray)
            ?.Items.OfType<DataObject>()
            .Select(table => new NftTable(table.Text("family") == "ip6" ? NftFamily.Ip6 : NftFamily.Ip4, table.Text("name") ?? ""))
            .ToList()
        ?? [];

    private static List<Queue> Queues(UndoRecord record) =>
        record.Before["handle"] is DataNumber handle && record.Before["queues"] is DataArray queues
            ?
            [
                .. queues
                    .Items.OfType<DataObject>()
                    .Select(queue => new Queue(
                        queue.Text("device") ?? "",
                        (int)((queue["index"] as DataNumber)?.ToDouble() ?? 0),
                        (uint)handle.ToDouble()
                    )),
            ]
            : [];

    private sealed record Queue(string Device, int Index, uint Handle);
}
