using System.Collections.Immutable;
using Faultline.Host.Networks.Exclusions;
using Faultline.Linux.Networking.Nftables;

namespace Faultline.Host.Networks.Selecting;

/// <summary>
/// Writes a selection as rules of nf_tables: first what is spared, whatever else is asked for, then what is meant. The table needs the
/// sets (<see cref="CreateSets"/>); addresses can be added to them while the fault lasts (<see cref="Add"/>).
/// </summary>
/// <param name="selection">What was asked for.</param>
/// <param name="exclusions">What is spared besides.</param>
/// <param name="table">The table.</param>
internal sealed class SelectionRules(NetworkSelection selection, IReadOnlyList<DerivedExclusion> exclusions, NftTable table)
{
    private const string Hosts4 = "hosts4";
    private const string Hosts6 = "hosts6";
    private const string Spared4 = "spared4";
    private const string Spared6 = "spared6";
    private const string RemotePorts = "remote-ports";
    private const string LocalPorts = "local-ports";
    private const string SourcePorts = "source-ports";
    private const string SparedRemotePorts = "spared-remote";
    private const string SparedLocalPorts = "spared-local";
    private const byte RouterSolicitation = 133;
    private const byte Redirect = 137;

    private readonly List<AddressRange> _included = [];
    private readonly List<AddressRange> _spared = [];
    private bool _hasAddressSets;

    private bool Has4 => table.Family is not NftFamily.Ip6;

    private bool Has6 => table.Family is not NftFamily.Ip4;

    /// <summary>Creates the sets that the rules look into.</summary>
    /// <param name="batch">To which that is added.</param>
    /// <param name="deadline">After which time the kernel forgets what is meant, so that nothing is hit any more; null for never.</param>
    public void CreateSets(NftBatch batch, TimeSpan? deadline)
    {
        // What is to end by itself needs elements that end, also where everything is meant.
        _hasAddressSets = selection.NamesRemotes || deadline is not null;
        foreach (var (name, key, exists) in AddressSets())
        {
            if (exists)
            {
                batch.CreateSet(table, new NftSet(name, key) { HasTimeouts = name is Hosts4 or Hosts6 && deadline is not null });
            }
        }

        Ports(batch, RemotePorts, selection.RemotePorts);
        Ports(batch, LocalPorts, selection.LocalPorts);
        Ports(batch, SourcePorts, selection.SourcePorts);
        Ports(batch, SparedRemotePorts, selection.ExcludedRemotePorts);
        Ports(batch, SparedLocalPorts, selection.ExcludedLocalPorts);
        if (!selection.NamesRemotes && deadline is not null)
        {
            Add(batch, [AddressRange.All4, AddressRange.All6], [], deadline);
        }
    }

    /// <summary>Adds addresses; those that are in already are passed over.</summary>
    /// <param name="batch">To which that is added.</param>
    /// <param name="included">Addresses that are meant.</param>
    /// <param name="spared">Addresses that are spared.</param>
    /// <param name="deadline">As for <see cref="CreateSets"/>.</param>
    public void Add(NftBatch batch, IEnumerable<AddressRange> included, IEnumerable<AddressRange> spared, TimeSpan? deadline)
    {
        var sparedNow = New(_spared, spared);
        Elements(batch, Spared4, Spared6, sparedNow, null);
        if (_hasAddressSets)
        {
            Elements(batch, Hosts4, Hosts6, New(_included, included), deadline);
        }
    }

    /// <summary>The rules for one way: what is spared ends with <paramref name="spare"/>, what is meant with <paramref name="hit"/>.</summary>
    /// <param name="isEgress">Whether the packets leave.</param>
    /// <param name="spare">Adds what is to be done with a packet that is spared: accept.</param>
    /// <param name="hit">Adds what is to be done with a packet that is meant.</param>
    public IEnumerable<NftRule> Rules(bool isEgress, Func<NftRule, NftRule> spare, Func<NftRule, NftRule> hit) =>
        [.. Spared(isEgress).Select(spare), .. Meant(isEgress).Select(hit)];

    /// <summary>The packets of a rule in words: <c>egress tcp6</c>; by this it is found in a dump.</summary>
    private static string Comment(bool isEgress, string what) => $"{(isEgress ? "egress" : "ingress")} {what}";

    private IEnumerable<NftRule> Spared(bool isEgress)
    {
        // Without it nobody would be found on the link any more, nor would the spared be: as with ARP, which no rule sees.
        if (Has6)
        {
            yield return new NftRule(Comment(isEgress, "neighbours"))
                .IsIp6()
                .Protocol(PacketFields.Icmp6)
                .Payload(NftHeader.Transport, 0, 1)
                .Between([RouterSolicitation], [Redirect]);
        }

        if (Has4)
        {
            yield return new NftRule(Comment(isEgress, "spared4")).Family(false).Remote(isEgress, false).In(Spared4);
        }

        if (Has6)
        {
            yield return new NftRule(Comment(isEgress, "spared6")).Family(true).Remote(isEgress, true).In(Spared6);
        }

        foreach (var protocol in (IpProtocol[])[IpProtocol.Tcp, IpProtocol.Udp])
        {
            if (!selection.ExcludedRemotePorts.IsEmpty)
            {
                yield return new NftRule(Comment(isEgress, "spared port"))
                    .Of(protocol)
                    .Port(isEgress, isRemote: true)
                    .In(SparedRemotePorts);
            }

            if (!selection.ExcludedLocalPorts.IsEmpty)
            {
                yield return new NftRule(Comment(isEgress, "spared port"))
                    .Of(protocol)
                    .Port(isEgress, isRemote: false)
                    .In(SparedLocalPorts);
            }

            foreach (var exclusion in exclusions.Where(one => one.Protocols.Contains(protocol)))
            {
                if (exclusion.Remote is { } remote && !(remote.IsVersion6 ? Has6 : Has4))
                {
                    continue;
                }

                var rule = new NftRule(Comment(isEgress, exclusion.Why));
                if (exclusion.Remote is { } only)
                {
                    rule.Family(only.IsVersion6).Remote(isEgress, only.IsVersion6).Is(only.FirstAddress.GetAddressBytes());
                }

                rule.Of(protocol);
                if (exclusion.RemotePort is { } remotePort)
                {
                    rule.Port(isEgress, isRemote: true).Between(remotePort);
                }

                if (exclusion.LocalPort is { } localPort)
                {
                    rule.Port(isEgress, isRemote: false).Between(localPort);
                }

                yield return rule;
            }
        }
    }

    private IEnumerable<NftRule> Meant(bool isEgress)
    {
        foreach (var isVersion6 in (bool[])[false, true])
        {
            if (!(isVersion6 ? Has6 : Has4))
            {
                continue;
            }

            foreach (var protocol in Protocols())
            {
                foreach (var byLocalPort in Alternatives())
                {
                    yield return Meant(isEgress, isVersion6, protocol, byLocalPort);
                }
            }
        }
    }

    private NftRule Meant(bool isEgress, bool isVersion6, IpProtocol? protocol, bool byLocalPort)
    {
        var what = $"{(protocol is { } known ? known.ToString().ToLowerInvariant() : "ip")}{(isVersion6 ? "6" : "4")}";
        var rule = new NftRule(Comment(isEgress, what)).Family(isVersion6);
        if (_hasAddressSets)
        {
            rule.Remote(isEgress, isVersion6).In(isVersion6 ? Hosts6 : Hosts4);
        }

        if (protocol is { } one)
        {
            rule.Of(one, isVersion6);
        }

        if (!selection.SourcePorts.IsEmpty)
        {
            rule.Port(isEgress, isRemote: false).In(SourcePorts);
        }

        // Either of the two is enough, but a packet that both mean is hit once.
        if (byLocalPort)
        {
            rule.Port(isEgress, isRemote: false).In(LocalPorts);
            if (!selection.RemotePorts.IsEmpty)
            {
                rule.Port(isEgress, isRemote: true).NotIn(RemotePorts);
            }
        }
        else if (!selection.RemotePorts.IsEmpty)
        {
            rule.Port(isEgress, isRemote: true).In(RemotePorts);
        }

        return rule;
    }

    private IEnumerable<IpProtocol?> Protocols()
    {
        if (selection.ChoosesPorts)
        {
            return ((IpProtocol?[])[IpProtocol.Tcp, IpProtocol.Udp]).Where(one =>
                selection.Protocols.IsEmpty || selection.Protocols.Contains(one!.Value)
            );
        }

        return selection.Protocols.IsEmpty ? [null] : selection.Protocols.Select(one => (IpProtocol?)one);
    }

    private IEnumerable<bool> Alternatives()
    {
        if (!selection.RemotePorts.IsEmpty || selection.LocalPorts.IsEmpty)
        {
            yield return false;
        }

        if (!selection.LocalPorts.IsEmpty)
        {
            yield return true;
        }
    }

    private IEnumerable<(string Name, NftKey Key, bool Exists)> AddressSets() =>
        [
            (Hosts4, NftKey.Ip4Address, Has4 && _hasAddressSets),
            (Hosts6, NftKey.Ip6Address, Has6 && _hasAddressSets),
            (Spared4, NftKey.Ip4Address, Has4),
            (Spared6, NftKey.Ip6Address, Has6),
        ];

    private void Elements(NftBatch batch, string set4, string set6, List<AddressRange> ranges, TimeSpan? deadline)
    {
        foreach (var (set, isVersion6, exists) in (ReadOnlySpan<(string, bool, bool)>)[(set4, false, Has4), (set6, true, Has6)])
        {
            if (exists)
            {
                batch.AddElements(
                    table,
                    set,
                    ranges
                        .Where(range => range.IsVersion6 == isVersion6)
                        .Select(range => NftRange.Of(range.FirstAddress, range.LastAddress) with { Timeout = deadline })
                );
            }
        }
    }

    // A set takes no ranges that overlap: of what comes later only what is new goes in.
    private static List<AddressRange> New(List<AddressRange> known, IEnumerable<AddressRange> ranges)
    {
        var added = AddressRange.Merge(ranges).SelectMany(range => range.Except(known)).ToList();
        known.AddRange(added);
        return added;
    }

    private void Ports(NftBatch batch, string set, ImmutableArray<PortRange> ports)
    {
        if (!ports.IsEmpty)
        {
            batch
                .CreateSet(table, new NftSet(set, NftKey.Port))
                .AddElements(table, set, PortRange.Merge(ports).Select(port => NftRange.Of(port.First, port.Last)));
        }
    }
}
