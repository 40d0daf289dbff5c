using Faultline.Abstractions.Faults;

namespace Faultline.Host.Processes;

/// <summary>A choice by chance among several targets, which the same seed repeats.</summary>
internal static class SeededChoice
{
    /// <summary>Some of them, in their order; all where neither a number nor a share is asked for, and never none of some.</summary>
    /// <param name="all">Among which, in an order that is the same at every look.</param>
    /// <param name="count">How many at most, 1 or more; null for no such limit.</param>
    /// <param name="percent">How many in per cent, above 0 and up to 100, rounded up; null for all.</param>
    /// <param name="seed">From which chance is drawn.</param>
    /// <exception cref="FaultRefusedException">A number or share that there can't be.</exception>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, int? count, double? percent, int seed)
    {
        if (count is not null && percent is not null)
        {
            throw new FaultRefusedException("'count' and 'percent' are asked for at once", "Give one of them.");
        }

        if (count < 1)
        {
            throw new FaultRefusedException($"'count' is {count}, which is no number of targets", "Give 1 or more.");
        }

        if (percent is <= 0 or > 100 or double.NaN)
        {
            throw new FaultRefusedException($"'percent' is {percent}, which is no share of targets", "Give more than 0, and at most 100.");
        }

        var wanted = Math.Min(all.Count, count ?? (percent is { } share ? (int)Math.Ceiling(all.Count * share / 100) : all.Count));
        if (wanted == all.Count)
        {
            return all;
        }

        // The first so many of a shuffle (Fisher and Yates), put back in order.
        var order = Enumerable.Range(0, all.Count).ToArray();
        var chance = new Random(seed);
        for (var i = 0; i < wanted; i++)
        {
            var j = chance.Next(i, order.Length);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return [.. order.Take(wanted).Order().Select(at => all[at])];
    }
}
