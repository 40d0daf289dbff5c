using System.Net;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>
/// Which proxy leads to a server: the cluster's own, else HTTPS_PROXY (for https; HTTP_PROXY where only that is set, as the
/// reference has it) or HTTP_PROXY, unless NO_PROXY names the host. The runtime's own reading is not used, since it asks the
/// process and not <see cref="Abstractions.IEnvironment"/>.
/// </summary>
internal sealed class ClusterProxy : IWebProxy
{
    private readonly Uri? _https;
    private readonly Uri? _http;
    private readonly bool _always;
    private readonly NoProxyList _none;

    public ClusterProxy(Uri? own, Abstractions.IEnvironment environment)
    {
        var http = Read(environment, "HTTP_PROXY");
        _always = own is not null;
        _https = own ?? Read(environment, "HTTPS_PROXY") ?? http;
        _http = own ?? http;
        _none = NoProxyList.Parse(Variable(environment, "NO_PROXY") ?? "");
        Credentials = new[] { _https, _http }.Select(Account).FirstOrDefault(account => account is not null);
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) =>
        For(destination) is { } proxy ? new UriBuilder(proxy) { UserName = "", Password = "" }.Uri : null;

    public bool IsBypassed(Uri host) => For(host) is null;

    private Uri? For(Uri destination)
    {
        var proxy = destination.Scheme == "https" ? _https : _http;
        return _always || !(destination.IsLoopback || _none.Names(destination.Host, destination.Port)) ? proxy : null;
    }

    private static string? Variable(Abstractions.IEnvironment environment, string name) =>
        environment.Get(name) is { Length: > 0 } upper ? upper
#pragma warning disable CA1308 // The other spelling that programs look for is the lower one.
        : environment.Get(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower
#pragma warning restore CA1308
        : null;

    private static Uri? Read(Abstractions.IEnvironment environment, string name) =>
        Variable(environment, name) is { } text ? ProxyAddress.Parse(text, $"{name} in the environment") : null;

    private static NetworkCredential? Account(Uri? proxy)
    {
        if (proxy is not { UserInfo.Length: > 0 })
        {
            return null;
        }

        var parts = proxy.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new NetworkCredential(parts[0], parts.ElementAtOrDefault(1) ?? "");
    }
}
