using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Faultline.Lab.Objects;
using Faultline.Spdy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Lab.Streaming;

/// <summary>From an HTTP request to the connection that it asks to become.</summary>
internal static class Upgrade
{
    private const string Offered = "X-Stream-Protocol-Version";
    private const string Supported = "X-Accept-Stream-Protocol-Versions";

    private static readonly TimeSpan LifeSign = TimeSpan.FromSeconds(5);

    // Peers in Kubernetes' world know nothing of windows (see SpdyFlow.Transport).
    private static readonly SpdyOptions SpdyOptions = new() { Flow = SpdyFlow.Transport, StreamWindow = 256 * 1024 };

    /// <summary>Whether a request asks for WebSocket.</summary>
    public static bool IsWebSocket(HttpRequest request) => Wants(request, "websocket");

    /// <summary>Whether a request asks for SPDY.</summary>
    public static bool IsSpdy(HttpRequest request) => Wants(request, "SPDY/3.1");

    /// <summary>The first of the client's protocols that is among ours.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public static string Choose(HttpContext context, IReadOnlyList<string> ours, bool isSpdy)
    {
        var header = isSpdy ? Offered : "Sec-WebSocket-Protocol";
        string[] theirs = [.. context.Request.Headers[header].SelectMany(value => (value ?? "").Split(',')).Select(name => name.Trim())];

        // Who names none speaks the oldest one.
        if ((theirs.Length == 0 ? ours[^1] : theirs.FirstOrDefault(ours.Contains)) is { } chosen)
        {
            return chosen;
        }

        if (isSpdy)
        {
            context.Response.Headers[Supported] = new([.. ours]);
        }

        throw new KubernetesException(
            403,
            "Forbidden",
            $"unable to upgrade: unable to negotiate protocol: client supports [{string.Join(' ', theirs)}], server accepts [{string.Join(' ', ours)}]"
        );
    }

    /// <summary>Answers that the connection becomes SPDY.</summary>
    public static async Task<SpdyConnection> ToSpdyAsync(HttpContext context, string protocol)
    {
        context.Response.Headers[Offered] = protocol;
        context.Response.Headers.Upgrade = "SPDY/3.1";
        return ToSpdy(await UpgradeAsync(context));
    }

    /// <summary>Speaks SPDY over a stream.</summary>
    public static SpdyConnection ToSpdy(Stream stream) => SpdyConnection.Start(stream, SpdyRole.Server, SpdyOptions);

    /// <summary>Answers that the connection becomes a WebSocket.</summary>
    /// <exception cref="KubernetesException">The request lacks what that takes.</exception>
    public static async Task<WebSocket> ToWebSocketAsync(HttpContext context, string protocol)
    {
        var request = context.Request;
        var key = request.Headers.SecWebSocketKey.ToString();
        if (key.Length == 0 || request.Headers.SecWebSocketVersion != "13")
        {
            throw KubernetesException.BadRequest("a WebSocket request needs Sec-WebSocket-Key, and Sec-WebSocket-Version 13");
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Answer(key);
        if (protocol.Length > 0)
        {
            context.Response.Headers.SecWebSocketProtocol = protocol;
        }

        var stream = await UpgradeAsync(context);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = LifeSign });
    }

    private static bool Wants(HttpRequest request, string protocol) =>
        request.Headers.Upgrade.ToString().Equals(protocol, StringComparison.OrdinalIgnoreCase)
        && request.HttpContext.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    private static Task<Stream> UpgradeAsync(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();

#pragma warning disable CA5350 // The protocol wants SHA-1 here, against mistakes and not against attackers.
    private static string Answer(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
}
