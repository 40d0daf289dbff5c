using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// Sets of characters beyond U+FFFF, which a .NET set can't hold since they take two units each: worked out as ranges of code points,
/// then written as alternatives of pairs.
/// </summary>
internal static class AstralCharacters
{
    /// <summary>The first character that takes two units.</summary>
    public const int First = 0x10000;
    private const int Last = 0x10FFFF;
    private const int UnitsPerHigh = 0x400;

    private static readonly Lazy<ImmutableArray<(int First, int Last)>> Words = new(() => Where(IsWord));
    private static readonly Lazy<ImmutableArray<(int First, int Last)>> Digits = new(() =>
        Where(category => category == UnicodeCategory.DecimalDigitNumber)
    );
    private static readonly Lazy<ImmutableArray<(int Lower, int Upper)>> Cases = new(FindCases);

    /// <summary>The pairs that a set matches as a pattern, or null where it matches none.</summary>
    public static string? Pattern(PatternSet set, PatternFlags flags)
    {
        var ranges = set.Items.SelectMany(item => Ranges(item, flags.HasFlag(PatternFlags.Ascii))).ToList();
        if (flags.HasFlag(PatternFlags.IgnoreCase) && !flags.HasFlag(PatternFlags.Ascii))
        {
            AddOtherCases(ranges);
        }

        var merged = Merge(ranges);
        var alternatives = (set.Negated ? Others(merged) : merged).SelectMany(Pairs).ToList();
        return alternatives.Count == 0 ? null : string.Join('|', alternatives);
    }

    private static IEnumerable<(int First, int Last)> Ranges(PatternSetItem item, bool ascii) =>
        item.Class switch
        {
            null when item.Last < First => [],
            null => [(Math.Max(item.First, First), item.Last)],
            'd' when !ascii => Digits.Value,
            'D' when !ascii => Others(Digits.Value),
            'w' when !ascii => Words.Value,
            'W' when !ascii => Others(Words.Value),
            'D' or 'S' or 'W' => [(First, Last)],
            _ => [],
        };

    private static void AddOtherCases(List<(int First, int Last)> ranges)
    {
        bool Has(int character) => ranges.Exists(range => range.First <= character && character <= range.Last);

        var others = new List<(int, int)>();
        foreach (var (lower, upper) in Cases.Value)
        {
            var (hasLower, hasUpper) = (Has(lower), Has(upper));
            if (hasLower != hasUpper)
            {
                others.Add(hasLower ? (upper, upper) : (lower, lower));
            }
        }

        ranges.AddRange(others);
    }

    private static List<(int First, int Last)> Merge(List<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private static IEnumerable<(int First, int Last)> Others(IEnumerable<(int First, int Last)> ranges)
    {
        var from = First;
        foreach (var (first, last) in ranges)
        {
            if (first > from)
            {
                yield return (from, first - 1);
            }

            from = last + 1;
        }

        if (from <= Last)
        {
            yield return (from, Last);
        }
    }

    // Whole blocks of one high unit are written together, what remains on either side one by one.
    private static IEnumerable<string> Pairs((int First, int Last) range)
    {
        for (var from = range.First; from <= range.Last; )
        {
            var block = from - (from % UnitsPerHigh);
            var whole = (range.Last + 1 - from) / UnitsPerHigh;
            if (from == block && whole > 0)
            {
                yield return $"[{High(from)}-{High(from + ((whole - 1) * UnitsPerHigh))}][\\uDC00-\\uDFFF]";
                from += whole * UnitsPerHigh;
                continue;
            }

            var to = Math.Min(range.Last, block + UnitsPerHigh - 1);
            yield return $"{High(from)}[{Low(from)}-{Low(to)}]";
            from = to + 1;
        }
    }

    private static string High(int character) => PatternClasses.Escape(char.ConvertFromUtf32(character)[0]);

    private static string Low(int character) => PatternClasses.Escape(char.ConvertFromUtf32(character)[1]);

    private static bool IsWord(UnicodeCategory category) =>
        category
            is <= UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber;

    private static ImmutableArray<(int, int)> Where(Func<UnicodeCategory, bool> isWanted)
    {
        var ranges = new List<(int First, int Last)>();
        for (var character = First; character <= Last; character++)
        {
            if (isWanted(CharUnicodeInfo.GetUnicodeCategory(character)))
            {
                ranges.Add((character, character));
            }
        }

        return [.. Merge(ranges)];
    }

    private static ImmutableArray<(int, int)> FindCases() =>
        [
            .. Enumerable
                .Range(First, Last - First + 1)
                .Select(character => (Lower: Rune.ToLowerInvariant(new Rune(character)).Value, Upper: character))
                .Where(pair => pair.Lower != pair.Upper),
        ];
}
