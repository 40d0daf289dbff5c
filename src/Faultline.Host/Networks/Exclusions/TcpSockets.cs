using System.Globalization;
using System.Net;

namespace Faultline.Host.Networks.Exclusions;

/// <summary>A TCP socket.</summary>
/// <param name="Local">The local end.</param>
/// <param name="Remote">The remote end.</param>
/// <param name="IsListening">Whether it waits for connections.</param>
/// <param name="Inode">Its number, as in <c>/proc/PID/fd</c>.</param>
internal sealed record TcpSocket(IPEndPoint Local, IPEndPoint Remote, bool IsListening, long Inode);

/// <summary>The TCP sockets of processes, from <c>/proc</c>.</summary>
internal static class TcpSockets
{
    private const int Established = 1;
    private const int Listening = 10;

    /// <summary>The open or listening sockets of a process; none where it is gone, or not ours to look at.</summary>
    public static IReadOnlyList<TcpSocket> Of(int pid)
    {
        try
        {
            var inodes = Directory
                .EnumerateFiles($"/proc/{pid}/fd")
                .Select(path => Number(File.ResolveLinkTarget(path, false)?.Name ?? ""))
                .ToHashSet();
            return
            [
                .. ((string[])["tcp", "tcp6"])
                    .SelectMany(file => File.ReadLines($"/proc/{pid}/net/{file}").Skip(1))
                    .Select(Read)
                    .OfType<TcpSocket>()
                    .Where(socket => inodes.Contains(socket.Inode)),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Reads a line of <c>/proc/PID/net/tcp</c>; null where it is no open or listening socket.</summary>
    public static TcpSocket? Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            words.Length < 10
            || EndPoint(words[1]) is not { } local
            || EndPoint(words[2]) is not { } remote
            || !int.TryParse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var state)
            || state is not (Established or Listening)
            || !long.TryParse(words[9], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
        )
        {
            return null;
        }

        return new TcpSocket(local, remote, state == Listening, inode);
    }

    // 0100007F:1F90: words of four bytes, each in the machine's order.
    private static IPEndPoint? EndPoint(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (
            colon is not (8 or 32)
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port)
        )
        {
            return null;
        }

        try
        {
            var bytes = Convert.FromHexString(text.AsSpan(0, colon));
            for (var at = 0; at < bytes.Length; at += sizeof(uint))
            {
                bytes.AsSpan(at, sizeof(uint)).Reverse();
            }

            return new IPEndPoint(new IPAddress(bytes), port);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static long Number(string name) =>
        name.StartsWith("socket:[", StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(8, name.Length - 9), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode
            : -1;
}
