using System.Diagnostics;
using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Single characters, sets of them and the places between them as .NET patterns, with or without pairs of units.</summary>
internal sealed class PatternSetWriter(bool withPairs)
{
    public string Character(int codePoint, PatternFlags flags) =>
        NeedsSet(codePoint, flags) ? Set(new PatternSet(false, [PatternSetItem.Of(codePoint)]), flags) : PatternClasses.Escape(codePoint);

    public string Any(PatternFlags flags) =>
        (flags.HasFlag(PatternFlags.DotAll), withPairs) switch
        {
            (true, false) => @"[\0-\uFFFF]",
            (false, false) => @"[^\n]",
            (true, true) => @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF])",
            (false, true) => @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\n\uD800-\uDFFF])",
        };

    public string Set(PatternSet set, PatternFlags flags)
    {
        var single = Brackets(set, flags);
        var pairs = withPairs ? AstralCharacters.Pattern(set, flags) : null;
        return pairs is null ? single : $"(?:{pairs}|{single})";
    }

    public string Anchor(char kind, PatternFlags flags)
    {
        if (kind is not ('b' or 'B'))
        {
            var lines = flags.HasFlag(PatternFlags.MultiLine);
            return kind switch
            {
                '^' => lines ? "(?m:^)" : @"\A",
                '$' => lines ? "(?m:$)" : @"\Z",
                'A' => @"\A",
                'Z' => @"\z",
                _ => throw new UnreachableException(kind.ToString()),
            };
        }

        var word = Set(new PatternSet(false, [PatternSetItem.OfClass('w')]), flags);

        // In an empty text Python finds neither a border nor its absence.
        return kind == 'b'
            ? $"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
            : $@"(?:(?<={word})(?={word})|(?!\A\z)(?<!{word})(?!{word}))";
    }

    private bool NeedsSet(int codePoint, PatternFlags flags) =>
        codePoint >= AstralCharacters.First
        || (withPairs && char.IsSurrogate((char)codePoint))
        || (flags.HasFlag(PatternFlags.IgnoreCase) && HasOtherCase(codePoint, flags.HasFlag(PatternFlags.Ascii)));

    private static bool HasOtherCase(int codePoint, bool ascii) =>
        ascii ? char.IsAsciiLetter((char)codePoint) : PatternCases.Around(codePoint, codePoint).Any();

    private string Brackets(PatternSet set, PatternFlags flags)
    {
        var items = new StringBuilder();
        foreach (var item in set.Items.Where(item => item.First < AstralCharacters.First))
        {
            AppendItem(items, item, flags);
        }

        // A set of nothing, which has no brackets of its own in .NET, or of everything.
        var brackets =
            items.Length > 0 ? (set.Negated ? "[^" : "[") + items
            : set.Negated ? @"[\0-\uFFFF"
            : @"[^\0-\uFFFF";
        return withPairs ? brackets + @"-[\uD800-\uDFFF]]" : brackets + "]";
    }

    private static void AppendItem(StringBuilder items, PatternSetItem item, PatternFlags flags)
    {
        var ascii = flags.HasFlag(PatternFlags.Ascii);
        if (item.Class is { } name)
        {
            items.Append(PatternClasses.Text(name, ascii));
            return;
        }

        var last = Math.Min(item.Last, AstralCharacters.First - 1);
        AppendRange(items, item.First, last);
        if (!flags.HasFlag(PatternFlags.IgnoreCase))
        {
            return;
        }

        if (ascii)
        {
            AppendRange(items, Math.Max(item.First, 'a') - 'a' + 'A', Math.Min(last, 'z') - 'a' + 'A');
            AppendRange(items, Math.Max(item.First, 'A') - 'A' + 'a', Math.Min(last, 'Z') - 'A' + 'a');
            return;
        }

        foreach (var other in PatternCases.Around(item.First, last))
        {
            items.Append(PatternClasses.Escape(other));
        }
    }

    private static void AppendRange(StringBuilder items, int first, int last)
    {
        if (first <= last)
        {
            items.Append(PatternClasses.Escape(first)).Append(first < last ? "-" + PatternClasses.Escape(last) : "");
        }
    }
}
