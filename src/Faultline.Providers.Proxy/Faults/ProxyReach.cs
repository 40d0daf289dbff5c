using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Proxy.Client;
using Faultline.Providers.Proxy.Functions;
using Faultline.Providers.Proxy.Serving;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>Finds the proxies that faults are for.</summary>
/// <param name="environment">The variables of this process.</param>
/// <param name="served">The proxies that this process has started.</param>
internal sealed class ProxyReach(IEnvironment environment, ServedProxies served)
{
    private const string Password = "the URL of the proxy's API holds a user or a password, which the record that undoes a fault may not";
    private const string NoPassword = "Give one without, such as that of a tunnel on this machine.";

    /// <summary>The API that an activity does not name itself: by the configuration, else by the environment; null where neither does.</summary>
    public string? Default(DataObject configuration) =>
        ProxyServers.UrlIn(configuration) ?? (environment.Get("TOXIPROXY_URL") is { Length: > 0 } variable ? variable : null);

    /// <summary>Where the API of a proxy is.</summary>
    /// <exception cref="FaultRefusedException">The URL is none, or holds a password.</exception>
    public ProxyApiAddress Address(string proxy, string? url)
    {
        var text = served.Find(proxy)?.ToString() ?? url ?? ProxyApiAddress.Default;
        return !ProxyApiAddress.TryParse(text, out var address)
                ? throw new FaultRefusedException("the URL of the proxy's API is none", $"Give one such as {ProxyApiAddress.Default}.")
            : address.Authorization is not null ? throw new FaultRefusedException(Password, NoPassword)
            : address;
    }

    /// <summary>Whether somebody plans a run, and nothing will be applied.</summary>
    public static bool IsPlan(FaultContext context) => context.Run == "plan";

    /// <summary>The proxy, and whether its server is ours.</summary>
    /// <exception cref="FaultRefusedException">The API can't be reached, or has no such proxy, or that is disabled.</exception>
    public async Task<(ProxyState Proxy, ProxyServerVersion Version)> LookAsync(
        ProxyApi api,
        string proxy,
        FaultContext context,
        CancellationToken stop
    )
    {
        if (IsPlan(context) && served.FindPlanned(proxy) is { } planned)
        {
            return (planned, new ProxyServerVersion("", ""));
        }

        try
        {
            var version = await api.VersionAsync(stop);
            if (await api.FindProxyAsync(proxy, stop) is not { } found)
            {
                var others = (await api.ProxiesAsync(stop)).Select(other => $"'{other.Name}'").ToList();
                throw new FaultRefusedException(
                    $"the server at {api.Address} has no proxy '{proxy}'",
                    others.Count > 0
                        ? $"It has {string.Join(", ", others)}."
                        : "It has none; 'faultline proxy create' or the fault 'proxy.start' makes one."
                );
            }

            return found.IsEnabled
                ? (found, version)
                : throw new FaultRefusedException(
                    $"the proxy '{proxy}' at {api.Address} is disabled: nothing goes through it",
                    $"'faultline proxy toggle {proxy} --host {api.Address}' enables it."
                );
        }
        catch (ProxyApiException e)
        {
            throw Refusal(e);
        }
    }

    /// <summary>What an API said, for the user.</summary>
    public static FaultRefusedException Refusal(ProxyApiException e) => new(e.Message.TrimEnd('.'));

    /// <summary>Refuses targets: a proxy is where it is.</summary>
    public static void CheckTarget(FaultContext context)
    {
        if (context.Target.Text("type") is not (null or "host"))
        {
            throw new FaultRefusedException(
                "a fault of a proxy acts wherever the proxy is, not on a target",
                "Leave 'target' out, and name the proxy's API by 'url'."
            );
        }
    }

    /// <summary>What is wrong with an <c>url</c> that stands in a document.</summary>
    public static IEnumerable<CallProblem> CheckUrl(KnownArguments arguments)
    {
        if (!arguments.TryGet("url", out string? url) || url is null)
        {
            yield break;
        }

        if (!ProxyApiAddress.TryParse(url, out var address))
        {
            yield return arguments.Error("url", "'url' is no URL of a proxy's API", $"give one such as {ProxyApiAddress.Default}");
        }
        else if (address.Authorization is not null)
        {
            yield return arguments.Error("url", Password, NoPassword);
        }
    }
}
