using System.Text;

namespace Faultline.Spdy.Tests;

/// <summary>A client and a server that speak with each other.</summary>
internal sealed class ConnectionPair : IAsyncDisposable
{
    public ConnectionPair(SpdyOptions? client = null, SpdyOptions? server = null)
    {
        var (near, far) = Wire.Pair();
        (ClientWire, ServerWire) = (near, far);
        Client = SpdyConnection.Start(near, SpdyRole.Client, client ?? new SpdyOptions());
        Server = SpdyConnection.Start(far, SpdyRole.Server, server ?? client ?? new SpdyOptions());
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static SpdyOptions WithoutWindows { get; } = new() { Flow = SpdyFlow.Transport };

    public SpdyConnection Client { get; }

    public SpdyConnection Server { get; }

    public Wire ClientWire { get; }

    public Wire ServerWire { get; }

    /// <summary>A stream that the client opened, and the server accepted.</summary>
    public async Task<(SpdyStream Near, SpdyStream Far)> StreamAsync(string type = "data")
    {
        var near = await Client.OpenAsync(SpdyHeaders.Of(("streamtype", type)), Cancelled);
        var far = (await Server.AcceptAsync(Cancelled)).ShouldNotBeNull();
        await far.ReplyAsync(SpdyHeaders.Empty, Cancelled);
        await near.Reply.WaitAsync(Cancelled);
        return (near, far);
    }

    public static async Task<string> ReadAllAsync(SpdyStream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancelled);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
