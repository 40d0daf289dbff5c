using System.Net;
using System.Net.Sockets;

namespace Faultline.Lab.Workloads;

/// <summary>Finds out when a process takes connections.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when somebody listens there.</summary>
    public static async Task ListensAsync(IPEndPoint address, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
    }
}
