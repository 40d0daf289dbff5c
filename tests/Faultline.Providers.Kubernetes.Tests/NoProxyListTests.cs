using Faultline.Abstractions;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Tests;

public sealed class NoProxyListTests
{
    [Theory]
    [InlineData("*", "any.where", true)]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "API.Example.com", true)]
    [InlineData("example.com", "notexample.com", false)]
    [InlineData(".example.com", "api.example.com", true)]
    [InlineData(".example.com", "example.com", false)]
    [InlineData("a.b, example.com", "example.com", true)]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "ten.example", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("fd00::1", "[fd00::1]", true)]
    [InlineData("example.com:6443", "example.com", true)]
    [InlineData("example.com:443", "example.com", false)]
    [InlineData("", "example.com", false)]
    public void Hosts_are_named(string list, string host, bool named) => NoProxyList.Parse(list).Names(host, 6443).ShouldBe(named);

    [Theory]
    [InlineData("https://api:6443", "http://secure:1/")]
    [InlineData("http://api:80", "http://plain:2/")]
    [InlineData("https://skipped", null)]
    [InlineData("https://localhost:6443", null)]
    [InlineData("https://127.0.0.1:6443", null)]
    public void The_proxy_goes_by_the_scheme(string server, string? proxy) =>
        Proxy(null, ("HTTPS_PROXY", "secure:1"), ("HTTP_PROXY", "plain:2"), ("no_proxy", "skipped"))
            .GetProxy(new Uri(server))
            ?.ToString()
            .ShouldBe(proxy);

    [Fact]
    public void Where_only_the_http_proxy_is_set_it_is_for_https_too() =>
        Proxy(null, ("HTTP_PROXY", "http://plain:2")).GetProxy(new Uri("https://api"))!.ToString().ShouldBe("http://plain:2/");

    [Fact]
    public void The_clusters_own_proxy_is_for_every_host() =>
        Proxy(new Uri("socks5://own:3"), ("NO_PROXY", "*")).GetProxy(new Uri("https://localhost"))!.ToString().ShouldBe("socks5://own:3/");

    [Fact]
    public void The_account_of_a_proxy_is_not_part_of_its_address()
    {
        var proxy = Proxy(null, ("HTTPS_PROXY", "http://me:p%40ss@secure:1"));

        proxy.GetProxy(new Uri("https://api"))!.ToString().ShouldBe("http://secure:1/");
        proxy.Credentials!.GetCredential(new Uri("http://secure:1"), "Basic")!.Password.ShouldBe("p@ss");
    }

    [Fact]
    public void A_proxy_that_is_no_address_is_not_quoted() =>
        Should
            .Throw<ClusterAccessException>(() => Proxy(null, ("HTTPS_PROXY", "ftp://me:secret@x")))
            .Message.ShouldBe("HTTPS_PROXY in the environment is not the address of a proxy; it should look like 'http://host:3128'.");

    private static ClusterProxy Proxy(Uri? own, params (string Name, string Value)[] variables) =>
        new(own, new ProcessEnvironment(variables.ToDictionary(v => v.Name, v => v.Value)));
}
