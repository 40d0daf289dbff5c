using System.Net.Sockets;

namespace Faultline.Proxy.Tests;

/// <summary>Where the API listens.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    [InlineData("")]
    public async Task The_API_is_where_it_is_asked_to_be(string host)
    {
        Assert.SkipWhen(host is "::1" or "" && !Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var server = await StartAsync(host, 0);
        using var client = new HttpClient();

        var url = new UriBuilder(server.Url) { Host = host.Length == 0 ? "127.0.0.1" : host, Path = "/proxies" }.Uri;

        (await client.GetStringAsync(url, TestContext.Current.CancellationToken)).ShouldBe("{}\n");
    }

    [Fact]
    public async Task A_port_of_the_API_that_is_taken_is_an_error_that_says_so()
    {
        await using var first = await StartAsync("127.0.0.1", 0);

        var error = await Should.ThrowAsync<ProxyException>(() => StartAsync("127.0.0.1", first.Url.Port));

        error.Message.ShouldStartWith($"The API can't listen on 127.0.0.1:{first.Url.Port}: ");
    }

    [Fact]
    public async Task A_server_that_ends_closes_every_connection_and_frees_every_port()
    {
        using var upstream = Upstream.Echo();
        var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("latency:latency=600000@upstream");
        using var client = await Scene.ConnectAsync(address);
        await client.SendAsync(new byte[1000]);

        await scene.DisposeAsync();

        (await Scene.ReadAsync(client, 1)).ShouldBeEmpty();
        await Should.ThrowAsync<SocketException>(() => Scene.ConnectAsync(address));
    }

    private static Task<ProxyServer> StartAsync(string host, int port) =>
        ProxyServer.StartAsync(
            new ProxyServerOptions
            {
                Host = host,
                Port = port,
                Version = "0.1.0",
                Random = new Random(7),
                Time = TimeProvider.System,
                Log = _ => { },
            },
            TestContext.Current.CancellationToken
        );
}
