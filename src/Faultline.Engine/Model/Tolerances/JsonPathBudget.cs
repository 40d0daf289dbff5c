namespace Faultline.Engine.Model.Tolerances;

/// <summary>What one search may cost, so that neither a path nor the data can keep a run busy for ever.</summary>
internal sealed class JsonPathBudget
{
    /// <summary>How many values a path, or a path within it, may match.</summary>
    public const int MostMatches = 100_000;

    /// <summary>How many values may be looked at on the way; characters that a method copies count too.</summary>
    public const int MostSteps = 10_000_000;

    private long _spent;

    public void Spend(long steps)
    {
        _spent += steps;
        if (_spent > MostSteps)
        {
            throw new ToleranceLimitException(
                FormattableString.Invariant($"the JSON path takes more than {MostSteps:N0} steps on this value; make it more specific")
            );
        }
    }

    public static void Check(int matches)
    {
        if (matches > MostMatches)
        {
            throw new ToleranceLimitException(
                FormattableString.Invariant($"the JSON path matches more than {MostMatches:N0} values; make it more specific")
            );
        }
    }
}
