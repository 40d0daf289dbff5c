using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// Python's syntax as a .NET pattern. For texts with characters beyond U+FFFF, which are two units here and one in Python, every part
/// is written so that it takes both or none; for all other texts that would only be slow.
/// </summary>
internal sealed class PatternWriter(bool withPairs)
{
    // A place within a pair is no place in Python.
    private const string NotWithinPair = @"(?!(?<=[\uD800-\uDBFF])[\uDC00-\uDFFF])";

    private readonly StringBuilder _text = new();
    private readonly HashSet<int> _referred = [];

    public string Write(PatternNode syntax, PatternFlags flags)
    {
        FindReferences(syntax);
        _text.Append(withPairs ? NotWithinPair : "");
        Scoped(syntax, flags, PatternFlags.None);
        return _text.ToString();
    }

    private void FindReferences(PatternNode node)
    {
        switch (node)
        {
            case PatternReference reference:
                _referred.Add(reference.Group);
                break;
            case PatternConditional conditional:
                _referred.Add(conditional.Group);
                FindReferences(conditional.Yes);
                FindReferences(conditional.No ?? conditional.Yes);
                break;
            default:
                foreach (var part in PartsOf(node))
                {
                    FindReferences(part);
                }

                break;
        }
    }

    private static ImmutableArray<PatternNode> PartsOf(PatternNode node) =>
        node switch
        {
            PatternSequence sequence => sequence.Parts,
            PatternChoice choice => choice.Branches,
            PatternGroup group => [group.Body],
            PatternAtomic atomic => [atomic.Body],
            PatternLook look => [look.Body],
            PatternRepeat repeat => [repeat.Body],
            _ => [],
        };

    private void Append(PatternNode node, PatternFlags flags)
    {
        switch (node)
        {
            case PatternCharacter character:
                AppendCharacter(character.CodePoint, flags);
                break;
            case PatternAny:
                AppendAny(flags.HasFlag(PatternFlags.DotAll));
                break;
            case PatternSet set:
                AppendSet(set, flags);
                break;
            case PatternAnchor anchor:
                _text.Append(Anchor(anchor.Kind, flags));
                break;
            case PatternSequence sequence:
                AppendAll(sequence, flags);
                break;
            case PatternChoice choice:
                AppendChoice(choice, flags);
                break;
            case PatternRepeat repeat:
                AppendRepeat(repeat, flags);
                break;
            case PatternReference reference:
                _text.Append(CultureInfo.InvariantCulture, $"\\k<{reference.Group}>");
                break;
            case PatternConditional conditional:
                AppendConditional(conditional, flags);
                break;
            case PatternAtomic atomic:
                Enclosed("(?>", atomic.Body, flags);
                break;
            case PatternLook look:
                Enclosed((look.Behind ? "(?<" : "(?") + (look.Negated ? "!" : "="), look.Body, flags);
                break;
            case PatternGroup group:
                AppendGroup(group, flags);
                break;
            default:
                throw new UnreachableException(node.ToString());
        }
    }

    private void AppendAll(PatternSequence sequence, PatternFlags flags)
    {
        foreach (var part in sequence.Parts)
        {
            Append(part, flags);
        }
    }

    private void AppendChoice(PatternChoice choice, PatternFlags flags)
    {
        _text.Append("(?:");
        for (var i = 0; i < choice.Branches.Length; i++)
        {
            _text.Append(i == 0 ? "" : "|");
            Append(choice.Branches[i], flags);
        }

        _text.Append(')');
    }

    private void AppendGroup(PatternGroup group, PatternFlags flags)
    {
        _text.Append(
            group.Number is { } number && _referred.Contains(number) ? string.Create(CultureInfo.InvariantCulture, $"(?<{number}>") : "(?:"
        );
        var within = flags | group.Add;

        // The two alphabets exclude each other, so that asking for one leaves the other.
        within &= group.Add.HasFlag(PatternFlags.Unicode) ? ~PatternFlags.Ascii : ~PatternFlags.None;
        Scoped(group.Body, within & ~group.Remove, flags);
        _text.Append(')');
    }

    private void AppendConditional(PatternConditional conditional, PatternFlags flags)
    {
        _text.Append(CultureInfo.InvariantCulture, $"(?({conditional.Group})");
        Append(conditional.Yes, flags);
        _text.Append('|');
        if (conditional.No is not null)
        {
            Append(conditional.No, flags);
        }

        _text.Append(')');
    }

    private void AppendRepeat(PatternRepeat repeat, PatternFlags flags)
    {
        _text.Append(repeat.Mode == PatternRepeatMode.Possessive ? "(?>" : "");
        Enclosed("(?:", repeat.Body, flags);
        _text.Append(Quantifier(repeat.Least, repeat.Most));
        _text.Append(
            repeat.Mode switch
            {
                PatternRepeatMode.Possessive => ")",
                PatternRepeatMode.Lazy => "?",
                _ => "",
            }
        );
    }

    // Counts beyond those of .NET are beyond the length of any text as well.
    private static string Quantifier(uint least, uint? most) =>
        (least, most) switch
        {
            (0, 1) => "?",
            (0, null) => "*",
            (1, null) => "+",
            (_, null or > int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"{{{Math.Min(least, int.MaxValue)},}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{least},{most}}}"),
        };

    private void Enclosed(string opening, PatternNode body, PatternFlags flags)
    {
        _text.Append(opening);
        Append(body, flags);
        _text.Append(')');
    }

    private void Scoped(PatternNode body, PatternFlags flags, PatternFlags outer)
    {
        if (IgnoresCase(flags) == IgnoresCase(outer))
        {
            Append(body, flags);
            return;
        }

        Enclosed(IgnoresCase(flags) ? "(?i:" : "(?-i:", body, flags);
    }

    // Among ASCII letters alone both cases are written out: .NET would add the Kelvin sign and its like.
    private static bool IgnoresCase(PatternFlags flags) => flags.HasFlag(PatternFlags.IgnoreCase) && !flags.HasFlag(PatternFlags.Ascii);

    private void AppendCharacter(int codePoint, PatternFlags flags)
    {
        if (NeedsSet(codePoint, flags))
        {
            AppendSet(new PatternSet(false, [PatternSetItem.Of(codePoint)]), flags);
        }
        else
        {
            _text.Append(PatternClasses.Escape(codePoint));
        }
    }

    private bool NeedsSet(int codePoint, PatternFlags flags) =>
        codePoint >= AstralCharacters.First
        || (withPairs && char.IsSurrogate((char)codePoint))
        || (flags.HasFlag(PatternFlags.IgnoreCase) && HasOtherCase(codePoint, flags.HasFlag(PatternFlags.Ascii)));

    private static bool HasOtherCase(int codePoint, bool ascii) =>
        ascii ? char.IsAsciiLetter((char)codePoint) : PatternCases.Around(codePoint, codePoint).Any();

    private void AppendAny(bool withLineEnds)
    {
        var single = (withLineEnds, withPairs) switch
        {
            (true, false) => @"[\0-\uFFFF]",
            (false, false) => @"[^\n]",
            (true, true) => @"[^\uD800-\uDFFF]",
            (false, true) => @"[^\n\uD800-\uDFFF]",
        };
        _text.Append(withPairs ? @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|" + single + ")" : single);
    }

    private void AppendSet(PatternSet set, PatternFlags flags) => _text.Append(SetText(set, flags));

    private string SetText(PatternSet set, PatternFlags flags)
    {
        var single = Brackets(set, flags);
        var pairs = withPairs ? AstralCharacters.Pattern(set, flags) : null;
        return pairs is null ? single : $"(?:{pairs}|{single})";
    }

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

    private string Anchor(char kind, PatternFlags flags)
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

        var word = SetText(new PatternSet(false, [PatternSetItem.OfClass('w')]), flags);

        // In an empty text Python finds neither a border nor its absence.
        return kind == 'b'
            ? $"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
            : $@"(?:(?<={word})(?={word})|(?!\A\z)(?<!{word})(?!{word}))";
    }
}
