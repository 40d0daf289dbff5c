using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;

namespace Faultline.Host.Networks.Names;

/// <summary>
/// Looks names up as programs in a network namespace do: first in its hosts file, then with the servers of its resolv.conf, asked from
/// within. Both files are read anew each time.
/// </summary>
/// <param name="network">The namespace.</param>
/// <param name="hosts">Its hosts file.</param>
/// <param name="settings">Its resolv.conf.</param>
/// <param name="chance">From which the numbers of questions are drawn.</param>
/// <param name="time">The clock.</param>
internal sealed class NamespaceResolver(NetworkNamespace network, string hosts, string settings, Random chance, TimeProvider time)
    : INameResolver
{
    /// <summary>The hosts file of this host.</summary>
    public const string OwnHosts = "/etc/hosts";

    private readonly DnsClient _client = new(network, chance, time);

    /// <inheritdoc/>
    public async Task<NameAnswer> LookUpAsync(string name, CancellationToken stop)
    {
        if (HostsFile.Find(Text(hosts), name) is { IsEmpty: false } written)
        {
            return new NameAnswer(written);
        }

        // RFC 6761: these are never asked for.
        if (name.TrimEnd('.') is "localhost" || name.TrimEnd('.').EndsWith(".localhost", StringComparison.Ordinal))
        {
            return new NameAnswer([IPAddress.Loopback, IPAddress.IPv6Loopback]);
        }

        var how = ResolverSettings.Read(Text(settings));
        try
        {
            foreach (var candidate in how.Candidates(name))
            {
                var both = await Task.WhenAll(
                    _client.AskAsync(how, candidate, DnsMessage.TypeA, stop),
                    _client.AskAsync(how, candidate, DnsMessage.TypeAaaa, stop)
                );
                var addresses = both.SelectMany(answer => answer.Addresses).Distinct().ToImmutableArray();
                if (!addresses.IsEmpty)
                {
                    return new NameAnswer(addresses);
                }
            }

            return await BySystemAsync(name, new NameAnswer([]), stop);
        }
        catch (IOException failure)
        {
            return await BySystemAsync(name, new NameAnswer([], failure.Message), stop);
        }
    }

    private async Task<NameAnswer> BySystemAsync(string name, NameAnswer otherwise, CancellationToken stop)
    {
        if (!network.IsCurrent || hosts != OwnHosts)
        {
            return otherwise;
        }

        try
        {
            return new NameAnswer([.. await Dns.GetHostAddressesAsync(name, stop)]);
        }
        catch (SocketException)
        {
            return otherwise;
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
