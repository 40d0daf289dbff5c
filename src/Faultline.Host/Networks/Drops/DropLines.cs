using System.Globalization;
using Faultline.Host.Networks.Exclusions;
using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks.Drops;

/// <summary>The lines that tell a user what is dropped and what is not, as Gremlin has them.</summary>
/// <param name="selection">Which traffic.</param>
/// <param name="share">Which share of it, from 0 to 1.</param>
/// <param name="report">Takes a line.</param>
/// <param name="doing">What is done to it; left out, it is dropped.</param>
internal sealed class DropLines(NetworkSelection selection, double share, Action<string> report, string? doing = null)
{
    private const string Anybody = "any address";

    /// <summary>All lines at the beginning: out before in, what is spared before what is hit.</summary>
    /// <param name="spared">The addresses that are spared.</param>
    /// <param name="meant">The addresses that are hit.</param>
    /// <param name="exclusions">What is spared besides.</param>
    public void Begin(IReadOnlyList<AddressRange> spared, IReadOnlyList<AddressRange> meant, IReadOnlyList<DerivedExclusion> exclusions)
    {
        foreach (var exclusion in exclusions)
        {
            if (exclusion.Line is { } line)
            {
                report(line);
            }
        }

        Lines([.. spared.Select(one => one.ToString())], selection.NamesRemotes ? [.. meant.Select(one => one.ToString())] : [Anybody]);
    }

    /// <summary>Lines for what has been found since.</summary>
    public void Tell(IReadOnlyList<AddressRange> spared, IReadOnlyList<AddressRange> meant) =>
        Lines([.. spared.Select(one => one.ToString())], [.. meant.Select(one => one.ToString())]);

    /// <summary>A line.</summary>
    public void Tell(string line) => report(line);

    private void Lines(IReadOnlyList<string> spared, IReadOnlyList<string> meant)
    {
        var dropping =
            doing ?? (share < 1 ? string.Create(CultureInfo.InvariantCulture, $"Dropping {share * 100:0.###}% of") : "Dropping all");
        if (selection.HasEgress)
        {
            Each(spared, one => $"Whitelisting all egress traffic to {one}");
            Each(meant, one => $"{dropping} egress traffic to {one}{Narrowed()}");
        }

        if (selection.HasIngress)
        {
            Each(spared, one => $"Whitelisting all ingress traffic from {one}");
            Each(meant, one => $"{dropping} ingress traffic from {one}{Narrowed()}");
        }
    }

    private void Each(IReadOnlyList<string> items, Func<string, string> line)
    {
        foreach (var item in items)
        {
            report(line(item));
        }
    }

    // What makes "all" less than that.
    private string Narrowed()
    {
        List<string> parts = [];
        if (!selection.Protocols.IsEmpty)
        {
            parts.Add(string.Join(", ", selection.Protocols.Select(one => one.ToString().ToUpperInvariant())));
        }

        Ports("remote port", selection.RemotePorts);
        Ports("local port", selection.LocalPorts);
        Ports("source port", selection.SourcePorts);
        Ports("not remote port", selection.ExcludedRemotePorts);
        Ports("not local port", selection.ExcludedLocalPorts);
        return parts.Count == 0 ? "" : $" ({string.Join("; ", parts)})";

        void Ports(string word, IReadOnlyList<PortRange> ports)
        {
            if (ports.Count > 0)
            {
                parts.Add($"{word} {string.Join(", ", ports)}");
            }
        }
    }
}
