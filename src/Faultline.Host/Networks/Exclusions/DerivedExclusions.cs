using System.Globalization;
using System.Net;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Processes;

namespace Faultline.Host.Networks.Exclusions;

/// <summary>
/// Finds the traffic that nobody means when he says "everything": what he himself is connected by, and what keeps the host reachable
/// after the fault.
/// </summary>
internal static class DerivedExclusions
{
    private const string SshVariable = "SSH_CONNECTION=";
    private const int MostAncestors = 64;
    private static readonly PortRange Dhcp4Server = new(67, 67);
    private static readonly PortRange Dhcp6Server = new(547, 547);
    private static readonly PortRange Dns = new(53, 53);

    /// <summary>What is spared in a namespace.</summary>
    /// <param name="network">The namespace.</param>
    /// <param name="selection">What was asked for.</param>
    public static IReadOnlyList<DerivedExclusion> Find(NetworkNamespace network, NetworkSelection selection)
    {
        if (selection.NoDerivedExclusions)
        {
            return [];
        }

        var found = new List<DerivedExclusion>();
        var family = Family().ToList();
        found.AddRange(family.Where(pid => IsIn(pid, network)).Select(Environment).OfType<DerivedExclusion>());
        found.AddRange(Sessions(network));
        found.AddRange(OwnApi(family, network));
        found.Add(new DerivedExclusion("DHCP") { RemotePort = Dhcp4Server, Protocols = [IpProtocol.Udp] });
        found.Add(new DerivedExclusion("DHCP") { RemotePort = Dhcp6Server, Protocols = [IpProtocol.Udp] });
        if (selection.SparesDns)
        {
            found.Add(new DerivedExclusion("DNS") { RemotePort = Dns, Protocols = [IpProtocol.Tcp, IpProtocol.Udp] });
        }

        return [.. found.Distinct()];
    }

    /// <summary>The session that a value of SSH_CONNECTION tells of: <c>192.0.2.7 50022 192.0.2.1 22</c>; null where it tells of none.</summary>
    public static DerivedExclusion? Session(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words.Length == 4
            && IPAddress.TryParse(words[0], out var remote)
            && ushort.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? Ssh(remote, port)
            : null;
    }

    private static DerivedExclusion Ssh(IPAddress remote, ushort port)
    {
        // A link-local address with a zone is matched without it.
        var plain =
            remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? new IPAddress(remote.GetAddressBytes()) : remote;
        var range = AddressRange.Of(plain);
        return new DerivedExclusion("SSH")
        {
            Remote = range,
            LocalPort = new PortRange(port, port),
            Line = string.Create(CultureInfo.InvariantCulture, $"Whitelisting SSH traffic with {range} (port {port})"),
        };
    }

    // This process and those that it descends from.
    private static IEnumerable<int> Family()
    {
        var pid = System.Environment.ProcessId;
        for (var hops = 0; pid > 0 && hops < MostAncestors; hops++)
        {
            yield return pid;
            pid = ProcessTable.Find(pid)?.Parent ?? 0;
        }
    }

    private static bool IsIn(int pid, NetworkNamespace network) =>
        FileIdentity.Of($"/proc/{pid}/ns/net") is { } identity && (long)identity.Inode == network.Inode;

    private static DerivedExclusion? Environment(int pid)
    {
        try
        {
            var variables = File.ReadAllText($"/proc/{pid}/environ").Split('\0');
            return variables.FirstOrDefault(one => one.StartsWith(SshVariable, StringComparison.Ordinal)) is { } found
                ? Session(found[SshVariable.Length..])
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<DerivedExclusion> Sessions(NetworkNamespace network) =>
        ProcessTable
            .All()
            .Where(one => one.Name is "sshd" or "sshd-session" or "sshd-auth" or "dropbear" && IsIn(one.Pid, network))
            .SelectMany(one => TcpSockets.Of(one.Pid))
            .Where(socket => !socket.IsListening && !IPAddress.IsLoopback(socket.Remote.Address))
            .Select(socket => Ssh(socket.Remote.Address, (ushort)socket.Local.Port));

    // The server that we run for, or are: it must stay within reach, or nobody could halt the fault.
    private static IEnumerable<DerivedExclusion> OwnApi(IReadOnlyList<int> family, NetworkNamespace network)
    {
        var own = FileIdentity.Of("/proc/self/exe");
        return family
            .Where(pid => IsIn(pid, network) && FileIdentity.Of($"/proc/{pid}/exe") == own)
            .SelectMany(TcpSockets.Of)
            .Where(socket => socket.IsListening && !IPAddress.IsLoopback(socket.Local.Address))
            .Select(socket => new DerivedExclusion("our own API")
            {
                LocalPort = new PortRange((ushort)socket.Local.Port, (ushort)socket.Local.Port),
                Line = string.Create(CultureInfo.InvariantCulture, $"Whitelisting our own API (port {socket.Local.Port})"),
            });
    }
}
