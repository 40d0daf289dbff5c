using System.Net;
using System.Net.Sockets;
using Faultline.Providers.Proxy.Client;
using Faultline.TestKit;

namespace Faultline.Providers.Proxy.Tests.Client;

/// <summary>What is said to an API, and what is said of it.</summary>
public sealed class ProxyApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost:8474", "http://localhost:8474")]
    [InlineData("http://[::1]:8474/", "http://[::1]:8474")]
    [InlineData("https://me:hunter2@proxy.example.com/toxi/?a=b", "https://proxy.example.com/toxi")]
    public void An_address_is_shown_without_what_is_secret_in_it(string text, string shown)
    {
        ProxyApiAddress.TryParse(text, out var address).ShouldBeTrue();

        address.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("ftp://me:hunter2@x", "ftp://x")]
    [InlineData("me:hunter2@", "")]
    [InlineData("http://", "http://")]
    public void What_is_no_address_is_shown_without_what_may_be_secret_in_it(string text, string shown)
    {
        ProxyApiAddress.TryParse(text, out _).ShouldBeFalse();

        ProxyApiAddress.Shown(text).ShouldBe(shown);
    }

    [Fact(Timeout = 60_000)]
    public async Task User_and_password_of_the_address_are_sent()
    {
        await using var world = await World.StartAsync(isOurs: false);
        using var api = World.Open(world.Url.Replace("://", "://me:hunt%40r2@", StringComparison.Ordinal));

        await api.VersionAsync(Stop);

        world.AuthorizationSent.ShouldBe("Basic bWU6aHVudEByMg==");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_is_ours_where_it_says_so()
    {
        await using var ours = await World.StartAsync();
        await using var others = await World.StartAsync(isOurs: false);

        (await ours.Api.VersionAsync(Stop)).ShouldBe(new ProxyServerVersion("2.12.0", "0.1.0"));
        (await others.Api.VersionAsync(Stop)).ShouldBe(new ProxyServerVersion("2.12.0", null));
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_does_not_answer_is_waited_for_for_thirty_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = new ManualClock();
        ProxyApiAddress.TryParse(silent.LocalEndpoint.ToString()!, out var address).ShouldBeTrue();
        using var api = new ProxyApi(address, clock);

        var asked = api.ResetAsync(Stop);
        using var accepted = await silent.AcceptTcpClientAsync(Stop);
        clock.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<ProxyApiException>(() => asked)).Message.ShouldBe(
            $"Can't reset the proxies. The proxy at {address} did not answer within 30 s."
        );
    }
}
