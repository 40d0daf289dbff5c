namespace Faultline.Engine.Model.Tolerances;

/// <summary>Reads the flags of a group, <c>(?i)</c> or <c>(?i-s:...)</c>.</summary>
internal sealed class PatternFlagsReader(PatternTokens tokens)
{
    private const PatternFlags Types = PatternFlags.Ascii | PatternFlags.Unicode;

    /// <summary>The flag of a letter; null where it is none.</summary>
    public static PatternFlags? Flag(string letter) =>
        letter switch
        {
            "i" => PatternFlags.IgnoreCase,
            "m" => PatternFlags.MultiLine,
            "s" => PatternFlags.DotAll,
            "x" => PatternFlags.Verbose,
            "a" => PatternFlags.Ascii,
            "u" => PatternFlags.Unicode,
            "t" => PatternFlags.Template,
            "L" => PatternFlags.None,
            _ => null,
        };

    /// <summary>The flags turned on and off, of which the first character was taken; global where no colon follows.</summary>
    public (PatternFlags Add, PatternFlags Remove, bool IsGlobal) Read(string first)
    {
        var add = PatternFlags.None;
        var token = first == "-" ? first : ReadAdded(first, out add);
        if (token == ")")
        {
            return (add, PatternFlags.None, true);
        }

        if (add.HasFlag(PatternFlags.Template))
        {
            throw new PatternSyntaxException("bad inline flags: cannot turn on global flag");
        }

        var remove = token == "-" ? ReadRemoved() : PatternFlags.None;
        return (add & remove) == PatternFlags.None
            ? (add, remove, false)
            : throw new PatternSyntaxException("bad inline flags: flag turned on and off");
    }

    private string ReadAdded(string token, out PatternFlags add)
    {
        add = PatternFlags.None;
        do
        {
            if (token == "L")
            {
                throw new PatternSyntaxException("bad inline flags: cannot use 'L' flag with a str pattern");
            }

            add |= Flag(token)!.Value;
            if ((add & Types) == Types)
            {
                throw new PatternSyntaxException("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
            }

            token = TakeFlagOr(")-:", "missing -, : or )");
        } while (token is not (")" or "-" or ":"));

        return token;
    }

    private PatternFlags ReadRemoved()
    {
        var remove = PatternFlags.None;
        for (var token = TakeFlagOr("", "missing flag"); token != ":"; token = TakeFlagOr(":", "missing :"))
        {
            var flag = Flag(token)!.Value;
            if (flag is PatternFlags.Ascii or PatternFlags.Unicode or PatternFlags.None)
            {
                throw new PatternSyntaxException("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
            }

            remove |= flag;
        }

        return remove.HasFlag(PatternFlags.Template)
            ? throw new PatternSyntaxException("bad inline flags: cannot turn off global flag")
            : remove;
    }

    private string TakeFlagOr(string ends, string reason)
    {
        var token = tokens.Take() ?? throw new PatternSyntaxException(reason);
        return Flag(token) is not null || ends.Contains(token, StringComparison.Ordinal)
            ? token
            : throw new PatternSyntaxException(PatternText.IsLetter(token) ? "unknown flag" : reason);
    }
}
