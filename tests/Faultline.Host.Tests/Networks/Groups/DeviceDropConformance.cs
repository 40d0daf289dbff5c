using Faultline.Host.Networks.Groups;
using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Groups;

/// <summary>As on a kernel whose nf_tables can't be used.</summary>
public sealed class DeviceBlackholeConformance : FaultConformance
{
    protected override FaultWorld World() => new ProgramWorld("network.blackhole", ("ipaddress", NamespacePair.FarAddress.ToString()));
}

public sealed class DeviceLossConformance : FaultConformance
{
    protected override FaultWorld World() =>
        new ProgramWorld("network.loss", ("ipaddress", NamespacePair.FarAddress6.ToString()), ("percent", 30L));
}

/// <summary>What programs do is seen by what arrives.</summary>
file sealed class ProgramWorld : DropWorld
{
    private const int Enough = 60;

    // What was lost with the fault may have cost the kernel its neighbour's address, which it asks for again.
    private const int Tries = 3;

    public ProgramWorld(string function, params (string Key, Abstractions.Data.DataNode Value)[] arguments)
        : base(function, arguments) => Mechanism = new DeviceDropMechanism();

    public override Task<string> ReadAsync(CancellationToken stop)
    {
        if (Pair is not { } pair)
        {
            return Task.FromResult("gone");
        }

        var lost = new List<string>();
        foreach (var address in (System.Net.IPAddress[])[NamespacePair.FarAddress, NamespacePair.FarAddress6])
        {
            if (!Enumerable.Range(0, Tries).Any(_ => ArrivesAt(address, pair)))
            {
                lost.Add(address.ToString());
            }
        }

        return Task.FromResult($"lost to: {string.Join(", ", lost)}");
    }

    private static bool ArrivesAt(System.Net.IPAddress address, NamespacePair pair)
    {
        using var receiver = new Receiver(pair.Far, address);
        using var sender = new Sender(pair.Near, address.AddressFamily);
        sender.Send(receiver.EndPoint, Enough);
        return receiver.Count() >= Enough;
    }
}
