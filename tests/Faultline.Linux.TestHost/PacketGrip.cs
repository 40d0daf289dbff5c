using System.Net;
using Faultline.Linux.Bpf;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.PacketQueues;

namespace Faultline.Linux.TestHost;

/// <summary>Holds packets of a namespace in every way that the kernel is to end with this process.</summary>
internal static class PacketGrip
{
    private static readonly List<IDisposable> s_held = [];

    /// <summary>Takes hold of them until this process ends.</summary>
    public static void Take(string name)
    {
        var network = NetworkNamespace.Named(name);
        var line = network.Run(() => PacketLine.Open(new PacketTreatment { Delay = TimeSpan.FromMinutes(1) }));
        var nft = network.Run(NftConnection.Open);
        var table = new NftTable(NftFamily.Ip4, "fl-held");
        nft.Commit(
            new NftBatch()
                .CreateTable(table, isOwned: true)
                .CreateChain(table, "in", NftHook.Input(-150))
                .AddRule(table, "in", new NftRule("waits").Payload(NftHeader.Network, 12, 4).Is(10, 99, 0, 2).Queue(line.Number))
        );
        var dropper = new PacketDropper(new PacketSelection { SelectsAddresses = true }, 1);
        dropper.Select(new IPNetwork(IPAddress.Parse("10.99.0.3"), 32));
        network.Run(() =>
        {
            using var links = LinkConnection.Open();
            dropper.AttachToDevice(links.Links().Single(link => link.Name == "eth0").Index, PacketDirection.Egress);
        });
        s_held.AddRange([network, line, nft, dropper]);
    }
}
