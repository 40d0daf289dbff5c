using System.Collections.Immutable;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>A pattern of Python 3.11's <c>re</c> to its syntax, refusing what Python refuses in the same words and order.</summary>
internal sealed class PatternParser
{
    /// <summary>How deep groups may nest; Python's own limit depends on the machine.</summary>
    public const int MaxDepth = 200;

    private readonly PatternTokens _tokens;
    private readonly PatternGroups _groups = new();
    private readonly PatternEscapes _escapes;
    private readonly PatternSetReader _sets;
    private readonly PatternCountReader _counts;
    private PatternFlags _flags;
    private bool _hasLooseLookBehind;

    public PatternParser(string pattern)
    {
        _tokens = new PatternTokens(pattern);
        _escapes = new PatternEscapes(_tokens, _groups);
        _sets = new PatternSetReader(_tokens, _escapes);
        _counts = new PatternCountReader(_tokens);
    }

    /// <summary>The syntax of the pattern and the flags that it sets for itself.</summary>
    /// <exception cref="PatternSyntaxException">Python would refuse it; the message is Python's reason.</exception>
    public (PatternNode Syntax, PatternFlags Flags) Parse()
    {
        var syntax = ParseChoice(verbose: false, depth: 0);
        if (_flags.HasFlag(PatternFlags.Ascii) && _flags.HasFlag(PatternFlags.Unicode))
        {
            throw new PatternSyntaxException("ASCII and UNICODE flags are incompatible");
        }

        if (_tokens.Next is not null)
        {
            throw new PatternSyntaxException("unbalanced parenthesis");
        }

        _groups.CheckConditions();
        return _hasLooseLookBehind ? throw new PatternSyntaxException("look-behind requires fixed-width pattern") : (syntax, _flags);
    }

    private PatternNode ParseChoice(bool verbose, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new PatternSyntaxException(FormattableString.Invariant($"groups nest deeper than {MaxDepth} levels"));
        }

        var branches = ImmutableArray.CreateBuilder<PatternNode>();
        do
        {
            branches.Add(ParseSequence(verbose, depth, isFirst: depth == 0 && branches.Count == 0));
            verbose = depth == 0 ? _flags.HasFlag(PatternFlags.Verbose) : verbose;
        } while (_tokens.Accept("|"));

        return branches.Count == 1 ? branches[0] : new PatternChoice(branches.ToImmutable());
    }

    private PatternSequence ParseSequence(bool verbose, int depth, bool isFirst)
    {
        var parts = ImmutableArray.CreateBuilder<PatternNode>();
        while (_tokens.Next is not (null or "|" or ")"))
        {
            var token = _tokens.Take()!;
            if (verbose && SkipBlank(token))
            {
                continue;
            }

            if (token is "?" or "*" or "+" or "{")
            {
                ParseQuantifier(token, parts);
            }
            else if (token == "(" && _tokens.Accept("?"))
            {
                var part = ParseExtension(verbose, depth, mayBeGlobal: isFirst && parts.Count == 0);
                verbose |= depth == 0 && _flags.HasFlag(PatternFlags.Verbose);
                if (part is not null)
                {
                    parts.Add(part);
                }
            }
            else
            {
                parts.Add(ParsePart(token, verbose, depth));
            }
        }

        return new PatternSequence(parts.ToImmutable());
    }

    private bool SkipBlank(string token)
    {
        if (token == "#")
        {
            while (_tokens.Take() is not (null or "\n")) { }

            return true;
        }

        return token is " " or "\t" or "\n" or "\r" or "\v" or "\f";
    }

    private PatternNode ParsePart(string token, bool verbose, int depth) =>
        token switch
        {
            "." => new PatternAny(),
            "^" or "$" => new PatternAnchor(token[0]),
            "[" => _sets.Read(),
            "(" => ParseCapture(null, verbose, depth),
            _ when token[0] == '\\' => _escapes.Read(token),
            _ => new PatternCharacter(PatternText.CodePoint(token)),
        };

    private void ParseQuantifier(string token, ImmutableArray<PatternNode>.Builder parts)
    {
        if (_counts.Read(token) is not var (least, most))
        {
            parts.Add(new PatternCharacter('{'));
            return;
        }

        switch (parts.LastOrDefault())
        {
            case null or PatternAnchor:
                throw new PatternSyntaxException("nothing to repeat");
            case PatternRepeat:
                throw new PatternSyntaxException("multiple repeat");
            case var last:
                var mode =
                    _tokens.Accept("?") ? PatternRepeatMode.Lazy
                    : _tokens.Accept("+") ? PatternRepeatMode.Possessive
                    : PatternRepeatMode.Greedy;
                parts[^1] = new PatternRepeat(last, least, most, mode);
                break;
        }
    }

    // What follows "(?"; null for a comment and for flags of the whole pattern.
    private PatternNode? ParseExtension(bool verbose, int depth, bool mayBeGlobal)
    {
        var kind = TakeOrEnd();
        switch (kind)
        {
            case "P":
                return ParseNamed(verbose, depth);
            case ":":
                return ParseGroup(PatternFlags.None, PatternFlags.None, verbose, depth);
            case ">":
                return new PatternAtomic(ParseBody(verbose, depth));
            case "#":
                SkipComment();
                return null;
            case "=" or "!":
                return new PatternLook(false, kind == "!", ParseBody(verbose, depth));
            case "<":
                return ParseLookBehind(verbose, depth);
            case "(":
                return ParseConditional(verbose, depth);
            case not null when kind == "-" || PatternFlagsReader.Flag(kind) is not null:
                return ParseFlags(kind, verbose, depth, mayBeGlobal);
            default:
                throw new PatternSyntaxException($"unknown extension ?{kind}");
        }
    }

    private PatternNode ParseNamed(bool verbose, int depth)
    {
        if (_tokens.Accept("<"))
        {
            return ParseCapture(TakeGroupName(">"), verbose, depth);
        }

        return _tokens.Accept("=")
            ? _groups.Refer(_groups.NumberOf(TakeGroupName(")")))
            : throw new PatternSyntaxException($"unknown extension ?P{TakeOrEnd()}");
    }

    private string TakeGroupName(string terminator) => PatternNames.Checked(_tokens.TakeName(terminator, "group name"));

    private PatternGroup ParseCapture(string? name, bool verbose, int depth)
    {
        var number = _groups.Open(name);
        var body = ParseBody(verbose, depth);
        _groups.Close(number, body.Width);
        return new PatternGroup(number, PatternFlags.None, PatternFlags.None, body);
    }

    private PatternGroup ParseGroup(PatternFlags add, PatternFlags remove, bool verbose, int depth)
    {
        var within = (verbose || add.HasFlag(PatternFlags.Verbose)) && !remove.HasFlag(PatternFlags.Verbose);
        return new PatternGroup(null, add, remove, ParseBody(within, depth));
    }

    private PatternLook ParseLookBehind(bool verbose, int depth)
    {
        var kind = TakeOrEnd();
        if (kind is not ("=" or "!"))
        {
            throw new PatternSyntaxException($"unknown extension ?<{kind}");
        }

        var outer = _groups.EnterLookBehind();
        var body = ParseChoice(verbose, depth + 1);
        _groups.LeaveLookBehind(outer);
        CloseGroup();
        _hasLooseLookBehind |= !body.Width.IsFixed;
        return new PatternLook(true, kind == "!", body);
    }

    private PatternConditional ParseConditional(bool verbose, int depth)
    {
        var name = _tokens.TakeName(")", "group name");
        var number = PatternNames.IsIdentifier(name) ? _groups.NumberOf(name) : PatternNames.Number(name);
        _groups.Ask(number);
        var yes = ParseBranch(verbose, depth);
        var no = _tokens.Accept("|") ? ParseBranch(verbose, depth) : null;
        if (no is not null && _tokens.Next == "|")
        {
            throw new PatternSyntaxException("conditional backref with more than two branches");
        }

        CloseGroup();
        return new PatternConditional(number, yes, no);
    }

    private PatternSequence ParseBranch(bool verbose, int depth) =>
        depth < MaxDepth
            ? ParseSequence(verbose, depth + 1, isFirst: false)
            : throw new PatternSyntaxException(FormattableString.Invariant($"groups nest deeper than {MaxDepth} levels"));

    private PatternGroup? ParseFlags(string first, bool verbose, int depth, bool mayBeGlobal)
    {
        var (add, remove, isGlobal) = new PatternFlagsReader(_tokens).Read(first);
        if (!isGlobal)
        {
            return ParseGroup(add, remove, verbose, depth);
        }

        _flags |= add;
        return mayBeGlobal ? null : throw new PatternSyntaxException("global flags not at the start of the expression");
    }

    private PatternNode ParseBody(bool verbose, int depth)
    {
        var body = ParseChoice(verbose, depth + 1);
        CloseGroup();
        return body;
    }

    private void CloseGroup()
    {
        if (!_tokens.Accept(")"))
        {
            throw new PatternSyntaxException("missing ), unterminated subpattern");
        }
    }

    private void SkipComment()
    {
        while ((_tokens.Take() ?? throw new PatternSyntaxException("missing ), unterminated comment")) != ")") { }
    }

    private string TakeOrEnd() => _tokens.Take() ?? throw new PatternSyntaxException("unexpected end of pattern");
}
