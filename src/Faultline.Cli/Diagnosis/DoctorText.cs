using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Diagnosis;

/// <summary>What a doctor found, for people and for programs.</summary>
internal static class DoctorText
{
    private static readonly ImmutableArray<(FindingState State, string Word)> Words =
    [
        (FindingState.Fine, "ok"),
        (FindingState.Limited, "limited"),
        (FindingState.Missing, "missing"),
        (FindingState.LeftOver, "left over"),
    ];

    /// <summary>As text.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="withNotes">Whether to tell what there is to know besides.</param>
    public static void Write(TextWriter output, ImmutableArray<Finding> findings, bool withNotes)
    {
        var width = findings.Max(finding => finding.Name.Length);
        foreach (var part in findings.GroupBy(finding => finding.Part))
        {
            output.WriteLine(part.Key.ToUpperInvariant());
            foreach (var finding in part)
            {
                output.WriteLine($"  {finding.Name.PadRight(width)}  {Word(finding), -9}  {finding.What}");
                foreach (var note in withNotes ? finding.Notes : [])
                {
                    output.WriteLine($"  {"".PadRight(width)}             {note}");
                }
            }

            foreach (var remedy in part.SelectMany(finding => finding.Remedies).Distinct())
            {
                output.WriteLine($"  -> {remedy}");
            }

            output.WriteLine();
        }

        var (missing, left) = (Count(findings, FindingState.Missing), Count(findings, FindingState.LeftOver));
        output.WriteLine(
            left > 0 ? $"{left} left over: 'faultline recover --all' undoes what can be undone."
            : missing > 0 ? $"{missing} missing."
            : "All is well."
        );
    }

    /// <summary>As JSON.</summary>
    public static DataObject Json(ImmutableArray<Finding> findings) =>
        DataObject.Of(
            ("missing", Count(findings, FindingState.Missing)),
            ("left-over", Count(findings, FindingState.LeftOver)),
            (
                "findings",
                DataArray.Of(
                    findings.Select(finding =>
                        (DataNode)
                            DataObject.Of(
                                ("part", finding.Part),
                                ("name", finding.Name),
                                ("state", Word(finding)),
                                ("what", finding.What),
                                ("notes", DataArray.Of(finding.Notes.Select(note => (DataNode)note))),
                                ("remedies", DataArray.Of(finding.Remedies.Select(remedy => (DataNode)remedy)))
                            )
                    )
                )
            )
        );

    private static int Count(ImmutableArray<Finding> findings, FindingState state) => findings.Count(finding => finding.State == state);

    private static string Word(Finding finding) => Words.First(word => word.State == finding.State).Word;
}
