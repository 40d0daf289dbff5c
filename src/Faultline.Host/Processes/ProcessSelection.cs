using System.Globalization;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux.Processes;

namespace Faultline.Host.Processes;

/// <summary>Chooses the processes of a place that a fault may hit.</summary>
internal static class ProcessSelection
{
    /// <summary>The chosen processes, at least one.</summary>
    /// <param name="place">Where.</param>
    /// <param name="query">Which.</param>
    /// <param name="seed">From which chance is drawn.</param>
    /// <exception cref="FaultRefusedException">There is none, none that may be hit, or nothing says which are meant.</exception>
    public static IReadOnlyList<ProcessStat> Choose(Place place, ProcessQuery query, int seed)
    {
        if (query.IsEmpty && !place.NamesProcesses)
        {
            throw new FaultRefusedException(
                $"nothing says which processes of {place.Words} are meant",
                "Give 'process', 'user' or 'group', or a target of type process, cgroup or container."
            );
        }

        var chosen = Find(place, query, seed);
        if (chosen.Count > 0)
        {
            return chosen;
        }

        // Whoever names a protected process learns why it is none.
        var ancestors = ProtectedProcesses.Ancestors();
        var kept = query.Choose(place.Processes(), seed).Select(one => (one, Why: ProtectedProcesses.Reason(one, ancestors))).ToList();
        throw kept is [var (first, why), ..] && why is not null
            ? new FaultRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"{first.Name} ({first.Pid}) is left alone: {why}")
                    + (kept.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {kept.Count - 1} more for the like") : ""),
                "Name another process."
            )
            : new FaultRefusedException(
                $"there {(query.IsOne ? "is" : "are")} no {query.Words} in {place.Words}",
                "Look with 'ps -e'; names are matched, with 'full' whole command lines."
            );
    }

    /// <summary>The chosen processes as of now; none where none fits any more.</summary>
    public static IReadOnlyList<ProcessStat> Find(Place place, ProcessQuery query, int seed)
    {
        var ancestors = ProtectedProcesses.Ancestors();
        return query.Choose([.. place.Processes().Where(one => ProtectedProcesses.Reason(one, ancestors) is null)], seed);
    }

    /// <summary>What to call them: <c>2 processes: nginx (41, 42)</c>, <c>nginx (41)</c>.</summary>
    public static string Words(IReadOnlyList<ProcessStat> chosen)
    {
        const int Most = 8;
        var names = chosen
            .GroupBy(one => one.Name)
            .Select(group =>
                $"{group.Key} ({string.Join(", ", group.Take(Most).Select(one => one.Pid.ToString(CultureInfo.InvariantCulture)))}{(group.Count() > Most ? ", …" : "")})"
            )
            .ToList();
        var words = string.Join(", ", names.Take(Most)) + (names.Count > Most ? ", …" : "");
        return chosen.Count == 1 ? words : string.Create(CultureInfo.InvariantCulture, $"{chosen.Count} processes: {words}");
    }
}
