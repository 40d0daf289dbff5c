namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>Which of some words was meant.</summary>
internal static class Suggestion
{
    /// <summary>"did you mean 'x'?", or the list of what there is.</summary>
    public static string For(string word, IReadOnlyList<string> words)
    {
        var nearest = words.MinBy(candidate => Distance(word, candidate))!;
        return Distance(word, nearest) <= Math.Max(1, nearest.Length / 3)
            ? $"did you mean '{nearest}'?"
            : "use one of " + string.Join(", ", words.Select(candidate => $"'{candidate}'"));
    }

    // Levenshtein's distance; a difference in case costs nothing.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
