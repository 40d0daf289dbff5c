using System.Collections.Immutable;
using Faultline.Host.Diagnosis;

namespace Faultline.Cli.Diagnosis;

/// <summary>Which faults work here, by trying what they are made by.</summary>
internal static class FaultFindings
{
    public const string Part = "faults";

    /// <summary>A finding for each fault.</summary>
    /// <param name="faults">The full names.</param>
    /// <param name="mechanisms">What they are made by.</param>
    /// <param name="stop">Ends the attempts.</param>
    public static async Task<ImmutableArray<Finding>> LookAsync(
        IReadOnlyList<string> faults,
        IReadOnlyList<IMechanism> mechanisms,
        CancellationToken stop
    )
    {
        var reports = new List<(IMechanism Mechanism, MechanismReport Report)>();
        // One after the other: they try themselves in namespaces of their own, and two at once would measure each other.
        foreach (var mechanism in mechanisms.Where(mechanism => mechanism.Faults.Any(faults.Contains)))
        {
            reports.Add((mechanism, await TryAsync(mechanism, stop)));
        }

        return
        [
            .. faults
                .Order(StringComparer.Ordinal)
                .Select(fault => Judge(fault, [.. reports.Where(one => one.Mechanism.Faults.Contains(fault))])),
        ];
    }

    private static async Task<MechanismReport> TryAsync(IMechanism mechanism, CancellationToken stop)
    {
        try
        {
            return await mechanism.ProbeAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new MechanismReport(Works: false, $"it could not be tried: {e.Message.TrimEnd('.')}");
        }
    }

    private static Finding Judge(string fault, ImmutableArray<(IMechanism Mechanism, MechanismReport Report)> ways)
    {
        if (ways.IsEmpty)
        {
            return new Finding(Part, fault, FindingState.Fine, "needs nothing special");
        }

        var works = ways.Where(way => way.Report.Works).ToList();
        var fails = ways.Where(way => !way.Report.Works).ToList();
        var remedies = fails.Select(way => way.Report.Remedy).OfType<string>().Distinct().ToImmutableArray();
        if (works.Count == 0)
        {
            var why = string.Join("; ", fails.Select(way => $"{way.Mechanism.Name}: {way.Report.Why}"));
            return new Finding(Part, fault, FindingState.Missing, why) { Remedies = remedies };
        }

        var limits = works[0].Report.Limits;
        var others = works.Count == 1 ? "" : $"; or {string.Join("; ", works.Skip(1).Select(way => way.Mechanism.Name))}";
        return new Finding(Part, fault, FindingState.Fine, "by " + works[0].Mechanism.Name + others)
        {
            Notes = [.. limits, .. fails.Select(way => $"Not by {way.Mechanism.Name}: {way.Report.Why}.")],
        };
    }
}
