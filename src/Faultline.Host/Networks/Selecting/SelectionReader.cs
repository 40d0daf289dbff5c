using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Reads a selection from arguments, and tells all that is wrong with it.</summary>
internal sealed class SelectionReader
{
    private const string Exclusion = "^";

    private readonly List<(string Argument, string Message, string Remedy)> _problems = [];

    private SelectionReader() { }

    /// <summary>Reads it.</summary>
    /// <exception cref="FaultRefusedException">Something is wrong with it.</exception>
    public static NetworkSelection Read(SelectionArguments arguments, TrafficDirection direction)
    {
        var reader = new SelectionReader();
        var selection = reader.Parse(arguments, direction);
        return reader._problems is [var first, ..]
            ? throw new FaultRefusedException(string.Join("; ", reader._problems.Select(problem => problem.Message)), first.Remedy)
            : selection;
    }

    /// <summary>What is wrong with the arguments of a call.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        var reader = new SelectionReader();
        _ = reader.Parse(
            new SelectionArguments(
                Known("hostname"),
                Known("ipaddress"),
                Known("egress_port"),
                Known("ingress_port"),
                Known("src_port"),
                Known("device"),
                Known("ipprotocol")
            ),
            TrafficDirection.Both
        );
        return reader._problems.Select(problem => arguments.Error(problem.Argument, problem.Message, problem.Remedy));

        DataArray? Known(string name) => arguments.TryGet(name, out DataArray? value) ? value : null;
    }

    private NetworkSelection Parse(SelectionArguments arguments, TrafficDirection direction)
    {
        var (hosts, noHosts) = Split(arguments.Hostname);
        var (addresses, noAddresses) = Split(arguments.Ipaddress);
        var (remote, noRemote) = Split(arguments.EgressPort);
        var (local, noLocal) = Split(arguments.IngressPort);
        var (source, noSource) = Split(arguments.SrcPort);
        var selection = new NetworkSelection
        {
            // An address may stand where a name does: people paste what they have.
            Hosts = Names(hosts),
            ExcludedHosts = Names(noHosts),
            Addresses = [.. Given(hosts), .. Addresses(addresses)],
            ExcludedAddresses = [.. Given(noHosts), .. Addresses(noAddresses)],
            RemotePorts = Ports("egress_port", remote),
            ExcludedRemotePorts = Ports("egress_port", noRemote),
            LocalPorts = Ports("ingress_port", local),
            SourcePorts = Ports("src_port", source),
            ExcludedLocalPorts = [.. Ports("ingress_port", noLocal), .. Ports("src_port", noSource)],
            Protocols = Protocols(WordList.Of(arguments.Ipprotocol)),
            Devices = Devices(WordList.Of(arguments.Device)),
            Direction = direction,
            NoDerivedExclusions = arguments.NoDerivedExclusions,
        };
        if (selection.ChoosesPorts && selection.Protocols is [IpProtocol.Icmp])
        {
            _problems.Add(("ipprotocol", "ICMP has no ports", "leave out the ports, or name TCP or UDP"));
        }

        return selection;
    }

    private static (ImmutableArray<string> Meant, ImmutableArray<string> Excluded) Split(DataArray? argument)
    {
        var words = WordList.Of(argument);
        return (
            [.. words.Where(word => !word.StartsWith(Exclusion, StringComparison.Ordinal))],
            [.. words.Where(word => word.StartsWith(Exclusion, StringComparison.Ordinal)).Select(word => word[Exclusion.Length..].Trim())]
        );
    }

    private static IEnumerable<AddressRange> Given(ImmutableArray<string> words) => words.Select(AddressRange.Read).OfType<AddressRange>();

    private ImmutableArray<string> Names(ImmutableArray<string> words) =>
        [
            .. words
                .Where(word => AddressRange.Read(word) is null)
                .Where(word =>
                    IsFine(word, "hostname", IsName(word), $"'{word}' can't be the name of a host", "give a name such as db.example.org")
                )
                .Select(word => word.ToLowerInvariant())
                .Distinct(),
        ];

    private IEnumerable<AddressRange> Addresses(ImmutableArray<string> words)
    {
        foreach (var word in words)
        {
            var range = AddressRange.Read(word);
            if (
                IsFine(
                    word,
                    "ipaddress",
                    range is not null,
                    $"'{word}' is no address and no network",
                    "write it as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32"
                )
            )
            {
                yield return range!;
            }
        }
    }

    private ImmutableArray<PortRange> Ports(string argument, ImmutableArray<string> words) =>
        [
            .. PortRange.Merge(
                words
                    .Where(word =>
                        IsFine(
                            word,
                            argument,
                            PortRange.Read(word) is not null,
                            $"'{word}' is no port and no range of ports",
                            "write it as 443 or 8080-8085, from 0 to 65535"
                        )
                    )
                    .Select(word => PortRange.Read(word)!)
            ),
        ];

    private ImmutableArray<IpProtocol> Protocols(ImmutableArray<string> words) =>
        [
            .. words
                .Where(word =>
                    IsFine(
                        word,
                        "ipprotocol",
                        Enum.TryParse<IpProtocol>(word, true, out _) && !char.IsAsciiDigit(word[0]),
                        $"there is no protocol '{word}' to choose",
                        "give TCP, UDP or ICMP"
                    )
                )
                .Select(word => Enum.Parse<IpProtocol>(word, ignoreCase: true))
                .Distinct()
                .Order(),
        ];

    private ImmutableArray<string> Devices(ImmutableArray<string> words) =>
        [
            .. words
                .Where(word =>
                    IsFine(
                        word,
                        "device",
                        word.Length is > 0 and < 16 && !word.Contains('/', StringComparison.Ordinal),
                        $"'{word}' can't be the name of a network device",
                        "look with 'ip link'"
                    )
                )
                .Distinct(),
        ];

    private bool IsFine(string word, string argument, bool isFine, string message, string remedy)
    {
        if (!isFine)
        {
            _problems.Add((argument, word.Length == 0 ? $"there is nothing behind the '^' of '{argument}'" : message, remedy));
        }

        return isFine;
    }

    // What is all digits and points is an address with a mistake in it, and nobody's name.
    private static bool IsName(string word) =>
        word.Length is > 0 and <= 253
        && word.TrimEnd('.').Split('.').All(label => label.Length is > 0 and <= 63)
        && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_')
        && !word.All(letter => char.IsAsciiDigit(letter) || letter == '.');
}
