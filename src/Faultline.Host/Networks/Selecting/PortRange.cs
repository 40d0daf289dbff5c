using System.Globalization;

namespace Faultline.Host.Networks.Selecting;

/// <summary>Ports, from one to another, both included.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal sealed record PortRange(ushort First, ushort Last)
{
    /// <summary>Reads <c>443</c> or <c>8080-8085</c>; null where it is neither.</summary>
    public static PortRange? Read(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return
            TryRead(dash < 0 ? text : text.AsSpan(0, dash), out var first)
            && TryRead(dash < 0 ? text : text.AsSpan(dash + 1), out var last)
            && first <= last
            ? new PortRange(first, last)
            : null;
    }

    /// <summary>The same ports in ranges that neither overlap nor touch, in order.</summary>
    public static IReadOnlyList<PortRange> Merge(IEnumerable<PortRange> ranges)
    {
        var merged = new List<PortRange>();
        foreach (var range in ranges.OrderBy(one => one.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    /// <summary>Whether a port is one of them.</summary>
    public bool Holds(int port) => First <= port && port <= Last;

    /// <summary>As it is written.</summary>
    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryRead(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
