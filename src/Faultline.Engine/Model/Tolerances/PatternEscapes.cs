using System.Globalization;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>What a backslash and the character after it stand for.</summary>
internal sealed class PatternEscapes(PatternTokens tokens, PatternGroups groups)
{
    private const int LargestCodePoint = 0x10FFFF;
    private const int LargestOctal = 255;

    /// <summary>An escape outside of a set; <paramref name="escape"/> is its first two characters, already taken.</summary>
    public PatternNode Read(string escape) =>
        escape[1] switch
        {
            'd' or 'D' or 's' or 'S' or 'w' or 'W' => new PatternSet(false, [PatternSetItem.OfClass(escape[1])]),
            'A' or 'Z' or 'b' or 'B' => new PatternAnchor(escape[1]),
            '0' => new PatternCharacter(Octal(escape[1..] + tokens.TakeWhile(2, IsOctal))),
            >= '1' and <= '9' => ReadReference(escape[1..]),
            _ => new PatternCharacter(ReadCharacter(escape)),
        };

    /// <summary>An escape within a set.</summary>
    public PatternSetItem ReadInSet(string escape) =>
        escape[1] switch
        {
            'd' or 'D' or 's' or 'S' or 'w' or 'W' => PatternSetItem.OfClass(escape[1]),
            'b' => PatternSetItem.Of('\b'),
            >= '0' and <= '7' => PatternSetItem.Of(CheckedOctal(escape + tokens.TakeWhile(2, IsOctal))),
            '8' or '9' => throw Bad(escape),
            _ => PatternSetItem.Of(ReadCharacter(escape)),
        };

    private int ReadCharacter(string escape) =>
        escape[1] switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => ReadHexadecimal(escape, 2),
            'u' => ReadHexadecimal(escape, 4),
            'U' => ReadHexadecimal(escape, 8),
            'N' => throw NamedCharacter(),
            var letter when char.IsAsciiLetter(letter) => throw Bad(escape),
            _ => PatternText.CodePoint(escape[1..]),
        };

    private int ReadHexadecimal(string escape, int length)
    {
        var digits = tokens.TakeWhile(length, char.IsAsciiHexDigit);
        if (digits.Length != length)
        {
            throw new PatternSyntaxException($"incomplete escape {escape}{digits}");
        }

        var value = uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return value <= LargestCodePoint ? (int)value : throw Bad(escape + digits);
    }

    private PatternNode ReadReference(string first)
    {
        var digits = first + tokens.TakeWhile(1, char.IsAsciiDigit);
        if (digits.Length == 2 && digits.All(IsOctal) && tokens.TakeWhile(1, IsOctal) is { Length: 1 } third)
        {
            return new PatternCharacter(CheckedOctal(@"\" + digits + third));
        }

        return groups.Refer(int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private PatternSyntaxException NamedCharacter()
    {
        if (!tokens.Accept("{"))
        {
            return new PatternSyntaxException("missing {");
        }

        var name = tokens.TakeName("}", "character name");
        return new PatternSyntaxException(
            $@"characters by name, such as \N{{{name}}}, are not supported: write the character, or \u and its number"
        );
    }

    private static int CheckedOctal(string escape) =>
        Octal(escape[1..]) is var value and <= LargestOctal
            ? value
            : throw new PatternSyntaxException($"octal escape value {escape} outside of range 0-0o377");

    private static int Octal(string digits) => digits.Aggregate(0, (value, digit) => (value * 8) + (digit - '0'));

    private static bool IsOctal(char c) => c is >= '0' and <= '7';

    private static PatternSyntaxException Bad(string escape) => new($"bad escape {escape}");
}
