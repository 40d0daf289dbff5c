using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>The flags that say which traffic is meant; those of one flag are alternatives, and all flags together must fit.</summary>
internal sealed class NetworkFlags
{
    public Option<string[]> Addresses { get; } =
        AttackFlag.List(
            "--ipaddress",
            "-i",
            "Only traffic with this address or network; '^' leaves it out.",
            "ADDRESS",
            AttackValues.Address
        );

    public Option<string[]> Hosts { get; } =
        AttackFlag.List(
            "--hostname",
            "-h",
            "Only traffic with all addresses of this name, looked up again while it lasts; '^' leaves it out.",
            "NAME",
            AttackValues.Host
        );

    public Option<string[]> RemotePorts { get; } =
        AttackFlag.List(
            "--egress_port",
            "-p",
            "Only traffic with this port, or range of ports, on the other side; '^' leaves it out. Where it is not given, and more is meant than single addresses, port 53 is left out.",
            "PORT",
            AttackValues.Port
        );

    public Option<string[]> LocalPorts { get; } =
        AttackFlag.List(
            "--ingress_port",
            "-n",
            "Only traffic with this port, or range of ports, on this side; '^' leaves it out.",
            "PORT",
            AttackValues.Port
        );

    public Option<string[]> SourcePorts { get; } =
        AttackFlag.List(
            "--src_port",
            "-s",
            "Only traffic from this port, or range of ports, on this side; '^' leaves it out.",
            "PORT",
            AttackValues.Port
        );

    public Option<string[]> Devices { get; } =
        AttackFlag.List("--device", "-d", "Only traffic through this interface.", "NAME", AttackValues.Device);

    public Option<string[]> ProtocolNames { get; } =
        AttackFlag.List("--ipprotocol", "-P", "Only this protocol: TCP, UDP or ICMP.", "PROTOCOL", AttackValues.Protocol);

    public Option<bool> NoExclusions { get; } =
        AttackFlag.Switch(
            "--no-derived-exclusion-rules",
            "-E",
            "Spare nothing that was not asked for: without it, the peer of this SSH session, our own servers and name servers are left alone."
        );

    /// <summary>The arguments, which the faults of the network have by the names of the flags.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="given">The flags that the type has.</param>
    public (string Key, DataNode? Value)[] Read(ParseResult parsed, params Option<string[]>[] given) =>
        [
            .. given.Select(flag => (flag.Name.TrimStart('-'), AttackFlag.Texts(parsed.GetValue(flag)))),
            ("no_derived_exclusions", parsed.GetValue(NoExclusions) ? true : null),
        ];
}
