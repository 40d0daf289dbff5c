using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Where a proxy listens: <c>host:port</c>, <c>[::1]:port</c>, <c>:port</c> or <c>unix:/path</c>.</summary>
/// <param name="Host">The host; empty for all interfaces, and for a Unix socket.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="Path">The path of the Unix socket; null for TCP.</param>
internal sealed record ProxyDoor(string Host, int Port, string? Path)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProxyDoor? door)
    {
        const string Unix = "unix:";
        door = null;
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            door = text.Length > Unix.Length ? new ProxyDoor("", 0, text[Unix.Length..]) : null;
            return door is not null;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var port))
        {
            return false;
        }

        var host = text[..colon];
        host =
            host is ['[', .., ']'] ? host[1..^1]
            : host.Contains(':', StringComparison.Ordinal) ? "]"
            : host;
        door = host == "]" ? null : new ProxyDoor(host, port, null);
        return door is not null;
    }

    /// <summary>Where one knocks from here; null where that is another machine's own address.</summary>
    /// <param name="api">The API of the server that listens.</param>
    public EndPoint? From(ProxyApiAddress api)
    {
        if (Path is not null)
        {
            return api.IsLoopback ? new UnixDomainSocketEndPoint(Path) : null;
        }

        var isKnown = IPAddress.TryParse(Host, out var ip);
        var isAny = Host.Length == 0 || (isKnown && (ip!.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return isAny ? new DnsEndPoint(api.Host.Trim('[', ']'), Port)
            : isKnown && IPAddress.IsLoopback(ip!) && !api.IsLoopback ? null
            : isKnown ? new IPEndPoint(ip!, Port)
            : new DnsEndPoint(Host, Port);
    }

    /// <summary>Connects, sends nothing, and goes; false where it is refused, null where nobody can tell.</summary>
    public static async Task<bool?> KnockAsync(EndPoint at, TimeProvider time, CancellationToken stop)
    {
        using var enough = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        using var socket =
            at is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(at, either.Token);
            return true;
        }
        catch (SocketException e)
        {
            // A Unix socket whose file is gone is one that nobody listens at.
            return e.SocketErrorCode == SocketError.ConnectionRefused || at is UnixDomainSocketEndPoint ? false : null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
