using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Networks.Selecting;

/// <summary>
/// Which traffic a network fault is about. Entries of one argument are alternatives; arguments restrict each other. A <c>^</c> before
/// an entry excludes it, whatever the others say.
/// </summary>
/// <param name="Hostname">Names of the remote ends: all their IPv4 and IPv6 addresses, looked up again while the fault lasts, as the target resolves names. <c>^</c> excludes. Left out, with <c>ipaddress</c>: any.</param>
/// <param name="Ipaddress">Addresses and networks of the remote ends, such as <c>192.0.2.1</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>. <c>^</c> excludes.</param>
/// <param name="EgressPort">Remote ports and ranges, such as <c>443</c>, <c>8080-8085</c>: traffic to them, and what comes from them. <c>^</c> excludes. Left out: any; but where a selection is wider than single addresses, all except 53 (DNS).</param>
/// <param name="IngressPort">Local ports and ranges: traffic that comes to them, and what is sent from them. <c>^</c> excludes. Given together with <c>egress_port</c>, either is enough.</param>
/// <param name="SrcPort">Local ports and ranges, which restrict the others: of what leaves only what leaves from them, of what comes only what comes to them. <c>^</c> excludes.</param>
/// <param name="Device">Network devices, such as <c>eth0</c>; left out: all but the loopback device, which must be named, or be meant by an address such as <c>127.0.0.1</c>.</param>
/// <param name="Ipprotocol">The protocols: <c>TCP</c>, <c>UDP</c>, <c>ICMP</c>; left out: any.</param>
/// <param name="NoDerivedExclusions">Whether also to hit what is spared unless asked for: the SSH session that this was started from, other open SSH sessions, our own API, DHCP, and DNS as said above.</param>
[Arguments]
internal sealed record SelectionArguments(
    [Reads<WordList>] DataArray? Hostname = null,
    [Reads<WordList>] DataArray? Ipaddress = null,
    [Reads<WordList>] DataArray? EgressPort = null,
    [Reads<WordList>] DataArray? IngressPort = null,
    [Reads<WordList>] DataArray? SrcPort = null,
    [Reads<WordList>] DataArray? Device = null,
    [Reads<WordList>] DataArray? Ipprotocol = null,
    bool NoDerivedExclusions = false
);
