using System.Globalization;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>Reads how often a quantifier lets a part repeat.</summary>
internal sealed class PatternCountReader(PatternTokens tokens)
{
    // Python's largest count, which stands for "without a limit".
    private const uint NoLimit = uint.MaxValue;

    /// <summary>The count that a token begins; null where a brace begins none and stands for itself.</summary>
    public (uint Least, uint? Most)? Read(string token)
    {
        if (token != "{")
        {
            return token switch
            {
                "?" => (0, 1),
                "*" => (0, null),
                _ => (1, null),
            };
        }

        if (tokens.Next == "}")
        {
            return null;
        }

        var start = tokens.Position;
        var low = tokens.TakeWhile(int.MaxValue, char.IsAsciiDigit);
        var high = tokens.Accept(",") ? tokens.TakeWhile(int.MaxValue, char.IsAsciiDigit) : low;
        if (!tokens.Accept("}"))
        {
            tokens.Return(start);
            return null;
        }

        var (least, most) = (Count(low) ?? 0, Count(high));
        return most < least ? throw new PatternSyntaxException("min repeat greater than max repeat") : (least, most);
    }

    private static uint? Count(string digits) =>
        digits.Length == 0 ? null
        : uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < NoLimit ? count
        : throw new PatternSyntaxException("the repetition number is too large");
}
