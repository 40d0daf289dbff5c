using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Networking;

/// <summary>Which port can be had on an address.</summary>
internal static class PortChoice
{
    /// <summary>
    /// The wanted port, or a free one where it can't be had: below 1024 without the right to it, or because another program
    /// listens on that port of all addresses.
    /// </summary>
    public static int Take(IPAddress address, int wanted) => TryBind(address, wanted) ?? TryBind(address, 0) ?? wanted;

    private static int? TryBind(IPAddress address, int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen(1);
            return ((IPEndPoint)probe.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
