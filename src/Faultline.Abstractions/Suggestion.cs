namespace Faultline.Abstractions;

/// <summary>"Did you mean …?"</summary>
public static class Suggestion
{
    /// <summary>The candidate that a mistyped word most likely stands for, or null where none is near.</summary>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        var most = Math.Max(1, word.Length / 3);
        return candidates
            // Words so different in length are not near, and a document may hold words of any length.
            .Where(candidate => Math.Abs(candidate.Length - word.Length) <= most)
            .Select(candidate => (candidate, distance: Distance(Fold(word), Fold(candidate))))
            .Where(pair => pair.distance <= most)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>The suggestion as a sentence, or null where there is none.</summary>
    public static string? Sentence(string word, IEnumerable<string> candidates) =>
        For(word, candidates) is { } found ? $"Did you mean '{found}'?" : null;

    private static string Fold(string word) => word.ToUpperInvariant().Replace('_', '-');

    // Levenshtein's distance, in which exchanged neighbours count once.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + same);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                rows[i, j] = swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
            }
        }

        return rows[a.Length, b.Length];
    }
}
