using System.Collections.Immutable;
using Faultline.Host.Diagnosis;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Netlink;
using Faultline.Linux.Networking.Nftables;

namespace Faultline.Host.Networks.Drops;

/// <summary>Drops packets by nf_tables.</summary>
/// <param name="isOwned">Whether the table is our socket's, and goes with it (Linux 5.12); else the record undoes it.</param>
/// <param name="isAtDevices">Whether packets are dropped at the devices, where no sender sees it (Linux 5.16); else in the IP stack.</param>
internal sealed class NftDropMechanism(bool isOwned, bool isAtDevices) : IDropMechanism
{
    private const int NotSupported = 95;

    /// <summary>From the best to the one that any kernel has.</summary>
    public static ImmutableArray<NftDropMechanism> All { get; } =
    [
        new(isOwned: true, isAtDevices: true),
        new(isOwned: false, isAtDevices: true),
        new(isOwned: true, isAtDevices: false),
        new(isOwned: false, isAtDevices: false),
    ];

    /// <inheritdoc/>
    public string Name => $"nftables {(isAtDevices ? "netdev" : "inet")}, {(isOwned ? "owner table" : "table undone by its record")}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults { get; } = ["network.blackhole", "network.loss"];

    /// <inheritdoc/>
    public bool Persists => !isOwned;

    /// <inheritdoc/>
    public ImmutableArray<string> Limits =>
        [
            "What the kernel sends in one piece (a train of TCP segments) is one packet, and is lost as a whole.",
            .. isAtDevices
                ? (ReadOnlySpan<string>)
                    [
                        "Of a datagram in fragments only the first has ports to be selected by.",
                        "Programs that send ICMP themselves, as ping does, may be told of a drop (ENOBUFS).",
                    ]
                :
                [
                    "A program that sends is told of each packet that is dropped (EPERM): this kernel has no filter at devices (Linux 5.16).",
                    "Packets that are passed on for others are not hit.",
                ],
            .. isOwned ? (ReadOnlySpan<string>)[] : ["The table outlives its process, and is removed by its name."],
        ];

    /// <inheritdoc/>
    public NftTable? Table(string id) => new NftTable(isAtDevices ? NftFamily.NetDev : NftFamily.Inet, id);

    /// <inheritdoc/>
    public bool Takes(NetworkScope scope) => scope.IsWhole;

    /// <inheritdoc/>
    public IDropHold Start(DropPlan plan)
    {
        var connection = plan.Scope.Network.Run(NftConnection.Open);
        try
        {
            return NftDropHold.Start(connection, Table(plan.Id)!.Value, plan, isOwned);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.Run(
            () =>
            {
                try
                {
                    using var network = Somewhere();
                    network.Run(() => Try(NftConnection.Open()));
                    return MechanismReport.Fine with { Limits = Limits };
                }
                catch (NetlinkException exception)
                {
                    return Report(exception);
                }
                catch (IOException exception)
                {
                    return new MechanismReport(
                        false,
                        $"packets can't be dropped here: {exception.Message}",
                        "Run as root, or with CAP_SYS_ADMIN and CAP_NET_ADMIN."
                    );
                }
            },
            stop
        );

    // Who may not make namespaces may still filter in his own: what is owned leaves nothing there, and harms nobody meanwhile.
    private NetworkNamespace Somewhere()
    {
        try
        {
            return NetworkNamespace.Create();
        }
        catch (IOException) when (isOwned)
        {
            return NetworkNamespace.OfThisProcess();
        }
    }

    private void Try(NftConnection opened)
    {
        using var connection = opened;
        var table = Table("fl-probe")!.Value;
        var hook = isAtDevices ? NftHook.Egress(["lo"]) : NftHook.Output();
        connection.Commit(
            new NftBatch()
                .CreateTable(table, isOwned)
                .CreateSet(table, new NftSet("probe", NftKey.Ip4Address) { HasTimeouts = true })
                .CreateChain(table, "probe", hook)
                .AddRule(
                    table,
                    "probe",
                    new NftRule("probe").IsIp4().Payload(NftHeader.Network, 16, 4).In("probe").Share(0.5).Counter().Accept()
                )
        );
        if (isOwned && connection.Find(table)?.Owner != connection.Port)
        {
            throw new NetlinkException("take a table as our own", NotSupported);
        }
    }

    private MechanismReport Report(NetlinkException exception) =>
        exception.IsDenied
            ? new MechanismReport(false, exception.Message, "Run as root, or with CAP_NET_ADMIN.")
            : new MechanismReport(
                false,
                exception.Message,
                isAtDevices || isOwned
                    ? "Linux 5.16 or later has it, with nf_tables built in or as modules (nf_tables, nft_numgen)."
                    : "The kernel needs nf_tables, built in or as modules (nf_tables, nft_numgen)."
            );
}
