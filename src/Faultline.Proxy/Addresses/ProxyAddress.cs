using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Proxy.Addresses;

/// <summary>Where a proxy listens or sends on to: <c>host:port</c>, <c>[::1]:port</c>, <c>:port</c> or <c>unix:/path</c>.</summary>
internal sealed class ProxyAddress
{
    private const string UnixPrefix = "unix:";
    private const int LongestHost = 255;

    private ProxyAddress(string text, string host, int port, EndPoint? endPoint)
    {
        Text = text;
        Host = host;
        Port = port;
        EndPoint = endPoint;
        Known = endPoint?.Serialize();
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The host; empty for all interfaces, or the path of a Unix socket.</summary>
    public string Host { get; }

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; }

    /// <summary>The end point, where no name has to be looked up.</summary>
    public EndPoint? EndPoint { get; }

    /// <summary>The end point as the kernel has it.</summary>
    public SocketAddress? Known { get; }

    /// <summary>The path of the Unix socket; null for TCP.</summary>
    public string? UnixPath => EndPoint is UnixDomainSocketEndPoint ? Host : null;

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProxyAddress? address, out string problem)
    {
        address = null;
        problem = "";
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            // The kernel takes 107 bytes and a zero.
            if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || System.Text.Encoding.UTF8.GetByteCount(path) > 107)
            {
                problem = $"'{text}' is not an address: the path of a Unix socket has 1 to 107 bytes, none of them zero";
                return false;
            }

            address = new ProxyAddress(text, path, 0, new UnixDomainSocketEndPoint(path));
            return true;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            problem = $"'{text}' is not an address: it has no port, as in 127.0.0.1:8080";
            return false;
        }

        var host = text[..colon];
        if (host is ['[', .., ']'])
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            problem = $"'{text}' is not an address: write an IPv6 address in brackets, as in [::1]:8080";
            return false;
        }

        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            problem = $"'{text}' is not an address: its port is not a number from 0 to 65535";
            return false;
        }

        if (host.Length > LongestHost)
        {
            problem = $"'{text}' is not an address: the name of a host has at most {LongestHost} characters";
            return false;
        }

        EndPoint? endPoint = IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : null;
        address = new ProxyAddress(text, host, port, endPoint);
        return true;
    }

    /// <summary>The end points, looked up; all interfaces for no host.</summary>
    public async ValueTask<EndPoint[]> ResolveAsync()
    {
        if (EndPoint is { } known)
        {
            return [known];
        }

        if (Host.Length == 0)
        {
            return [new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Port)];
        }

        var found = await Dns.GetHostAddressesAsync(Host);
        // As others do: a name that has both is IPv4 first, since most who listen on loopback do so there.
        return [.. found.OrderBy(ip => ip.AddressFamily != AddressFamily.InterNetwork).Select(ip => new IPEndPoint(ip, Port))];
    }

    /// <summary>How an end point is written.</summary>
    public static string Write(EndPoint endPoint) =>
        endPoint switch
        {
            UnixDomainSocketEndPoint unix => UnixPrefix + unix,
            _ => endPoint.ToString()!,
        };

    /// <summary>A socket of the end point's kind.</summary>
    public static Socket SocketFor(EndPoint endPoint) =>
        endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
