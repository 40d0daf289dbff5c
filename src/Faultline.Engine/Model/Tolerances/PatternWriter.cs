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

    private readonly PatternSetWriter _sets = new(withPairs);
    private readonly StringBuilder _text = new();
    private readonly HashSet<int> _referred = [];
    private int _commitments;

    public string Write(PatternNode syntax, PatternFlags flags)
    {
        FindReferences(syntax);
        _text.Append(withPairs ? NotWithinPair : "");
        Scoped(syntax, flags, PatternFlags.None);
        return _text.ToString();
    }

    private void FindReferences(PatternNode node)
    {
        if (node is PatternReference reference)
        {
            _referred.Add(reference.Group);
        }
        else if (node is PatternConditional conditional)
        {
            _referred.Add(conditional.Group);
        }

        foreach (var part in PartsOf(node))
        {
            FindReferences(part);
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
            PatternConditional { No: { } no } conditional => [conditional.Yes, no],
            PatternConditional conditional => [conditional.Yes],
            _ => [],
        };

    private void Append(PatternNode node, PatternFlags flags)
    {
        switch (node)
        {
            case PatternCharacter character:
                _text.Append(_sets.Character(character.CodePoint, flags));
                break;
            case PatternAny:
                _text.Append(_sets.Any(flags));
                break;
            case PatternSet set:
                _text.Append(_sets.Set(set, flags));
                break;
            case PatternAnchor anchor:
                _text.Append(_sets.Anchor(anchor.Kind, flags));
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
                Committed(() => Enclosed("(?>", atomic.Body, flags));
                break;
            case PatternLook look:
                AppendLook(look, flags);
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

    private void AppendLook(PatternLook look, PatternFlags flags)
    {
        var opening = (look.Behind ? "(?<" : "(?") + (look.Negated ? "!" : "=");
        if (_referred.Count == 0)
        {
            Enclosed(opening, look.Body, flags);
        }
        else
        {
            Committed(() => Enclosed(opening, look.Body, flags));
        }
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
        if (repeat.Mode == PatternRepeatMode.Possessive)
        {
            _text.Append("(?>");
            Committed(() => Enclosed("(?:", repeat.Body, flags));
            _text.Append(Quantifier(repeat.Least, repeat.Most)).Append(')');
            return;
        }

        Enclosed("(?:", repeat.Body, flags);
        _text.Append(Quantifier(repeat.Least, repeat.Most)).Append(StaysLazy(repeat) ? "?" : "");
    }

    // Within a counted loop, .NET repeats an empty match lazily until its memory ends. Greedily it does not; and where every way to
    // match may still be tried, whether there is one does not depend on which is tried first.
    private bool StaysLazy(PatternRepeat repeat)
    {
        var mayBeEmpty = repeat.Body.Width.Least == 0;
        return mayBeEmpty && repeat.Mode == PatternRepeatMode.Lazy && _commitments > 0
            ? throw new PatternSyntaxException(
                "a lazy repeat of what can be empty is not supported where the first match is the only one: leave out its '?'"
            )
            : repeat.Mode == PatternRepeatMode.Lazy && !mayBeEmpty;
    }

    // In here the way that matches first is the only one.
    private void Committed(Action append)
    {
        _commitments++;
        append();
        _commitments--;
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
}
