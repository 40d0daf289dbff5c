using System.Collections.Immutable;

namespace Faultline.Engine.Planning.Policies;

/// <summary>Texts with <c>*</c> for any characters; case does not matter.</summary>
internal static class PatternList
{
    /// <summary>The first pattern that a text fits; null for none.</summary>
    public static string? Match(ImmutableArray<string> patterns, string text) => patterns.FirstOrDefault(pattern => Fits(pattern, text));

    // Greedy with one way back, so that no pattern takes more than the product of the lengths.
    private static bool Fits(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
