using System.Buffers;
using System.Runtime.InteropServices;

namespace Faultline.Engine.Configuration.Masking;

/// <summary>Finds many texts in one pass; of those at the same place the longest counts, and what overlaps is one find.</summary>
internal sealed class SecretSearch
{
    private readonly SearchValues<string> _all;
    private readonly Dictionary<ulong, SoughtText[]> _byBeginning;

    /// <param name="sought">What to search for; at least one.</param>
    public SecretSearch(IReadOnlyCollection<SoughtText> sought)
    {
        _all = SearchValues.Create([.. sought.Select(one => one.Text).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
        _byBeginning = sought
            .GroupBy(one => Beginning(one.Text))
            .ToDictionary(group => group.Key, group => group.OrderByDescending(one => one.Text.Length).ToArray());
        Reach = sought.Max(one => one.Text.Length) + Margin;
    }

    // One character before, one after, and two of padding.
    private const int Margin = 4;

    /// <summary>How many characters a find has at most, unless several overlap.</summary>
    public int Reach { get; }

    /// <summary>Where secrets stand, in order, without overlaps.</summary>
    public List<Range> Find(ReadOnlySpan<char> text)
    {
        var found = new List<Range>();
        for (var from = 0; from < text.Length; )
        {
            var next = text[from..].IndexOfAny(_all);
            if (next < 0)
            {
                break;
            }

            var at = from + next;
            var (start, end) = Extent(text, at, Longest(text[at..]));
            if (found.Count > 0 && found[^1].End.Value > start)
            {
                found[^1] = Math.Min(found[^1].Start.Value, start)..Math.Max(found[^1].End.Value, end);
            }
            else
            {
                found.Add(start..end);
            }

            from = at + 1;
        }

        return found;
    }

    private SoughtText Longest(ReadOnlySpan<char> text)
    {
        foreach (var one in _byBeginning[Beginning(text)])
        {
            if (text.StartsWith(one.Text, StringComparison.Ordinal))
            {
                return one;
            }
        }

        throw new System.Diagnostics.UnreachableException("What was found is not what was sought.");
    }

    private static (int Start, int End) Extent(ReadOnlySpan<char> text, int at, SoughtText one)
    {
        var end = at + one.Text.Length;
        if (one.HasPartAfter && end < text.Length && Base64Spellings.IsDigit(text[end]))
        {
            end++;
        }

        for (var padding = 0; one.IsBase64 && padding < 2 && end < text.Length && text[end] == '='; padding++)
        {
            end++;
        }

        return (one.HasPartBefore && at > 0 && Base64Spellings.IsDigit(text[at - 1]) ? at - 1 : at, end);
    }

    // Four characters, which every sought text has.
    private static ulong Beginning(ReadOnlySpan<char> text) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text));
}
