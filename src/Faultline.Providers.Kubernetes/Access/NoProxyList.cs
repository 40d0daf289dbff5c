using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Faultline.Providers.Kubernetes.Access;

/// <summary>
/// NO_PROXY: <c>*</c>, host names (with their subdomains; with a leading dot only those), addresses and networks, each with an
/// optional port.
/// </summary>
internal sealed class NoProxyList(ImmutableArray<string> entries)
{
    public static NoProxyList Parse(string text) =>
        new([.. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);

    public bool Names(string host, int port) => entries.Any(entry => Matches(entry, host.Trim('[', ']'), port));

    private static bool Matches(string entry, string host, int port)
    {
        if (entry == "*")
        {
            return true;
        }

        var isAddress = IPAddress.TryParse(host, out var address);
        if (IPNetwork.TryParse(entry, out var network))
        {
            return isAddress && network.Contains(address!);
        }

        if (IPAddress.TryParse(entry.Trim('[', ']'), out var only))
        {
            return isAddress && only.Equals(address);
        }

        var name = entry;
        if (
            entry.LastIndexOf(':') is var colon and > 0
            && int.TryParse(entry.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var wanted)
        )
        {
            if (wanted != port)
            {
                return false;
            }

            name = entry[..colon].Trim('[', ']');
        }

        return host.Equals(name, StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(name.StartsWith('.') ? name : "." + name, StringComparison.OrdinalIgnoreCase);
    }
}
