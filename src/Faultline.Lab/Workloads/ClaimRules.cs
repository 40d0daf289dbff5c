using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>What a new claim for a volume gets: it is bound at once, to a folder of the lab.</summary>
internal static class ClaimRules
{
    /// <summary>The claim, bound.</summary>
    public static DataObject Admit(DataObject claim)
    {
        var status = DataObject.Of(("phase", "Bound"), ("accessModes", claim.At("spec", "accessModes") ?? DataArray.Empty));
        return claim.At("spec", "resources", "requests") is { } capacity
            ? claim.With("status", status.With("capacity", capacity))
            : claim.With("status", status);
    }
}
