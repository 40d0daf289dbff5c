using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Hosting.Holding;

/// <summary>What a watchdog did that nobody was there to see: in <c>watchdog.log</c> beside the undo logs, and in the system's log.</summary>
/// <param name="folder">The folder of the undo logs.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchdogNotes(string folder, TimeProvider time)
{
    private const string Name = "watchdog.log";
    private const long Most = 256 * 1024;
    private const string SystemLog = "/dev/log";

    // Facility daemon (3), severity warning (4).
    private const int Priority = (3 * 8) + 4;

    /// <summary>Writes a line; where it can't be written it is lost.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isForSystem">Whether the system's log gets it too: something is broken, and a person has to know.</param>
    public void Write(string line, bool isForSystem)
    {
        try
        {
            var path = Path.Combine(folder, Name);
            if (File.Exists(path) && new FileInfo(path).Length > Most)
            {
                File.Move(path, path + ".old", overwrite: true);
            }

            var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            File.AppendAllText(path, $"{at} {line}\n");
            if (isForSystem)
            {
                TellSystem(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            // The undo log says the same, for whoever runs 'recover'.
        }
    }

    private static void TellSystem(string line)
    {
        if (File.Exists(SystemLog))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Blocking = false;
            socket.SendTo(Encoding.UTF8.GetBytes($"<{Priority}>faultline: {line}"), new UnixDomainSocketEndPoint(SystemLog));
        }
    }
}
