using Faultline.KillSweep.Subjects;

namespace Faultline.KillSweep.Killing;

/// <summary>Which kills are tried, in which order.</summary>
internal static class KillPlan
{
    private static readonly Target[] Targets = Enum.GetValues<Target>();

    /// <summary>
    /// Every fault with every target at every boundary and at a random moment, shuffled; then again, each time a little later after
    /// the boundary and at another moment, until there are enough.
    /// </summary>
    public static IEnumerable<Kill> Make(IReadOnlyList<Subject> subjects, int count, int seed)
    {
        var random = new Random(seed);
        var number = 0;
        while (true)
        {
            var round = (
                from subject in subjects
                from target in Targets
                from moment in RunBoundaries.All.Select(one => (string?)one.Name).Append(null)
                where moment != "proven" || subject.IsProven
                select (subject, target, moment)
            ).ToArray();
            random.Shuffle(round);
            foreach (var (subject, target, moment) in round)
            {
                if (subject.IsSlow && random.Next(3) > 0)
                {
                    continue;
                }

                if (++number > count)
                {
                    yield break;
                }

                // The first time at once; a moment by chance later on.
                var fraction = moment is not null && number <= round.Length ? 0 : random.NextDouble();
                yield return new Kill(number, subject.Name, target, moment, fraction);
            }
        }
    }
}
