using System.Globalization;
using System.Runtime.InteropServices;

namespace Faultline.Linux.Processes;

/// <summary>The internet sockets that a process has open.</summary>
/// <param name="Cookies">The kernel's number of each, which no other socket ever has; without those at the ports at which it listens.</param>
/// <param name="ListeningPorts">The TCP ports at which it listens: what is accepted there is known by them.</param>
public sealed record ProcessSockets(IReadOnlySet<ulong> Cookies, IReadOnlySet<ushort> ListeningPorts)
{
    private const int Internet = 2;
    private const int Internet6 = 10;
    private const int Domain = 39;
    private const int IsListening = 30;
    private const int Protocol = 38;
    private const int Tcp = 6;
    private const int AddressSize = 128;

    /// <summary>Looks at each by a copy of its descriptor, which the process does not notice.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>None where there is no such process, or it may not be looked at.</returns>
    public static ProcessSockets Of(int pid)
    {
        var found = new List<(ulong Cookie, ushort Port, bool IsStream, bool Listens)>();
        var process = (int)LibC.SystemCall(LibC.SystemCallPidfdOpen, pid, 0);
        if (process >= 0)
        {
            foreach (var number in Descriptors(pid))
            {
                var copy = (int)LibC.SystemCall(LibC.SystemCallPidfdGetDescriptor, process, number, 0, 0, 0);
                if (copy >= 0)
                {
                    Look(copy, found);
                    _ = LibC.Close(copy);
                }
            }

            _ = LibC.Close(process);
        }

        var ports = found.Where(one => one.Listens).Select(one => one.Port).ToHashSet();
        return new ProcessSockets(
            found.Where(one => !(one.IsStream && ports.Contains(one.Port))).Select(one => one.Cookie).ToHashSet(),
            ports
        );
    }

    private static List<int> Descriptors(int pid)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd"))
                    .EnumerateFileSystemInfos()
                    .Where(entry => entry.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
                    .Select(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture)),
            ];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static unsafe void Look(int socket, List<(ulong, ushort, bool, bool)> found)
    {
        ulong cookie = 0;
        var length = sizeof(ulong);
        var address = stackalloc byte[AddressSize];
        var size = AddressSize;
        if (
            Option(socket, Domain) is Internet or Internet6
            && LibC.SocketOption(socket, LibC.LevelSocket, LibC.SocketCookie, &cookie, &length) == 0
            && LibC.SocketName(socket, address, &size) == 0
        )
        {
            // Both kinds have the port in the third and fourth byte, in the network's order.
            var port = (ushort)((address[2] << 8) | address[3]);
            found.Add((cookie, port, Option(socket, Protocol) == Tcp, Option(socket, IsListening) == 1));
        }
    }

    private static unsafe int Option(int socket, int option)
    {
        var value = 0;
        var length = sizeof(int);
        return LibC.SocketOption(socket, LibC.LevelSocket, option, &value, &length) == 0 ? value : Marshal.GetLastPInvokeError() * -1;
    }
}
