using System.Globalization;

namespace Faultline.Engine.Journals;

/// <summary>Makes the ids of runs: the time in UTC and four letters, so that sorting by id sorts by time.</summary>
public sealed class RunIds(TimeProvider time, Random random)
{
    private const string Letters = "bcdfghjkmnpqrstvwxz23456789";

    /// <summary>A new id, such as <c>20261120-224501-317-kq7m</c>.</summary>
    public string Next() =>
        time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)
        + "-"
        + new string(random.GetItems<char>(Letters, 4));
}
