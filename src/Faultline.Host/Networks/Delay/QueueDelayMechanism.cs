using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.PacketQueues;

namespace Faultline.Host.Networks.Delay;

/// <summary>Keeps packets waiting in a queue of the packet filter, which a thread of the holder empties.</summary>
/// <param name="isOwned">Whether the tables are our socket's, and go with it (Linux 5.12); else the record undoes them.</param>
internal sealed class QueueDelayMechanism(bool isOwned) : IDelayMechanism
{
    /// <inheritdoc/>
    public string Name => $"nfqueue, {(isOwned ? "owner table" : "table undone by its record")}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults { get; } = ["network.latency"];

    /// <inheritdoc/>
    public DelayBackend Backend => DelayBackend.Nfqueue;

    /// <inheritdoc/>
    public bool Persists => !isOwned;

    /// <inheritdoc/>
    public ImmutableArray<string> Limits =>
        [
            "TCP waits where it comes in, so that it keeps its throughput: what is measured before that ('ping' counts until the packet arrives at the host) shows no delay.",
            "Datagrams that wait count against the sender's buffer: one socket sends at most its buffer in each delay.",
            "On the loopback device both ends are met: without ports a round trip takes twice as much longer.",
            "When any firewall chain of the namespace is removed meanwhile, the kernel drops what waits.",
            .. isOwned
                ? (ReadOnlySpan<string>)[]
                : ["The tables outlive their process, delay nothing then, and are removed by their name."],
        ];

    /// <summary>The tables of an effect: only those of one version of IP can queue.</summary>
    public static ImmutableArray<NftTable> Tables(string id) => [new(NftFamily.Ip4, id), new(NftFamily.Ip6, id)];

    /// <inheritdoc/>
    public DelayCapture Capture(DelayPlan plan)
    {
        var scope = plan.Traffic.Scope;
        var tables = Tables(plan.Traffic.Id);
        return new DelayCapture(
            DataObject.Of(
                (
                    "tables",
                    DataArray.Of(tables.Select(table => (DataNode)DataObject.Of(("family", table.FamilyWord), ("name", table.Name))))
                )
            ),
            // Delays of several faults add up.
            [
                new FaultClaim(
                    string.Create(CultureInfo.InvariantCulture, $"packets:netns-{scope.Network.Inode}"),
                    $"packets of {scope.Place.Words}",
                    IsShared: true
                ),
            ],
            isOwned ? [] : [.. tables.Select(table => $"{scope.Prefix}nft delete table {table}")]
        );
    }

    /// <inheritdoc/>
    public IDelayHold Start(DelayPlan plan, DataObject before)
    {
        var network = plan.Traffic.Scope.Network;
        try
        {
            var line = network.Run(() => PacketLine.Open(Treatment(plan)));
            NftConnection? connection = null;
            try
            {
                connection = network.Run(NftConnection.Open);
                return QueueDelayHold.Start(connection, line, plan, isOwned);
            }
            catch
            {
                connection?.Dispose();
                line.Dispose();
                throw;
            }
        }
        catch (PacketQueueException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.Run(
            () =>
            {
                try
                {
                    using var network = NetworkNamespace.Create();
                    return network.Run(Try);
                }
                catch (IOException exception)
                {
                    return new MechanismReport(false, exception.Message, "Run as root, or with CAP_SYS_ADMIN and CAP_NET_ADMIN.");
                }
            },
            stop
        );

    // In a namespace of its own, in which no packet is.
    private MechanismReport Try()
    {
        try
        {
            using var line = PacketLine.Open(new PacketTreatment { Delay = TimeSpan.FromSeconds(1) });
            using var connection = NftConnection.Open();
            var batch = new NftBatch();
            foreach (var table in Tables("fl-probe"))
            {
                batch
                    .CreateTable(table, isOwned)
                    .CreateChain(table, "probe", NftHook.Input())
                    .AddRule(table, "probe", new NftRule("probe").Counter().Queue(line.Number));
            }

            connection.Commit(batch);
            return isOwned && connection.Find(Tables("fl-probe")[0])?.Owner != connection.Port
                ? new MechanismReport(false, "the kernel does not take a table as our own", "Linux 5.12 or later does.")
                : MechanismReport.Fine with
                {
                    Limits = Limits,
                };
        }
        catch (PacketQueueException exception)
        {
            return new MechanismReport(false, exception.Message, "The kernel needs nfnetlink_queue, built in or as a module.");
        }
        catch (NetlinkException exception)
        {
            return new MechanismReport(
                false,
                exception.Message,
                exception.IsDenied
                    ? "Run as root, or with CAP_NET_ADMIN."
                    : "The kernel needs nf_tables, nft_compat and xt_NFQUEUE, built in or as modules."
            );
        }
    }

    private static PacketTreatment Treatment(DelayPlan plan) =>
        new()
        {
            Delay = plan.Amount.Delay,
            Jitter = plan.Amount.Jitter,
            KeepsOrder = !plan.Amount.Reorders,
            Seed = plan.Seed,
        };
}
