using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>The flags that say which traffic is meant; those of one flag are alternatives, and all flags together must fit.</summary>
internal sealed class NetworkFlags
{
    // Supplying the flag replaces it.
    private static readonly string[] NoDns = ["^53"];

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
            "Only traffic with this port, or range of ports, on the other side; '^' leaves it out.",
            "PORT",
            AttackValues.Port,
            NoDns
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

    /// <summary>The arguments that all faults of the network have.</summary>
    public (string Key, DataNode? Value)[] Read(ParseResult parsed, Option<string[]>? localPorts) =>
        [
            ("hosts", AttackFlag.Texts(parsed.GetValue(Hosts))),
            ("addresses", AttackFlag.Texts(parsed.GetValue(Addresses))),
            ("remote_ports", AttackFlag.Texts(parsed.GetValue(RemotePorts))),
            ("local_ports", localPorts is null ? null : AttackFlag.Texts(parsed.GetValue(localPorts))),
            .. Rest(parsed),
        ];

    /// <summary>The arguments that name no peer.</summary>
    public (string Key, DataNode? Value)[] Rest(ParseResult parsed) =>
        [
            (
                "protocols",
                AttackFlag.Texts([
                    .. (parsed.GetValue(ProtocolNames) ?? []).Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal),
                ])
            ),
            ("devices", AttackFlag.Texts(parsed.GetValue(Devices))),
            ("no_exclusions", parsed.GetValue(NoExclusions) ? true : null),
        ];
}
