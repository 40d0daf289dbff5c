using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.Deployments;

/// <summary>How many pods a deployment may have too many or too few while it is rolled out.</summary>
/// <param name="Wanted">How many it wants.</param>
/// <param name="Surge">How many more there may be.</param>
/// <param name="Unavailable">How many may be missing.</param>
internal sealed record DeploymentLimits(long Wanted, long Surge, long Unavailable)
{
    /// <summary>The limits of a deployment.</summary>
    public static DeploymentLimits Of(DataObject deployment)
    {
        var wanted = deployment.NumberAt("spec", "replicas") ?? 1;
        if (IsRecreate(deployment))
        {
            return new(wanted, 0, wanted);
        }

        var rolling = deployment.At("spec", "strategy", "rollingUpdate");
        var surge = Amount.Of(rolling.At("maxSurge") ?? "25%", wanted, roundUp: true) ?? 0;
        var unavailable = Amount.Of(rolling.At("maxUnavailable") ?? "25%", wanted, roundUp: false) ?? 0;

        // Without any room nothing could ever change.
        return new(wanted, surge, Math.Min(surge == 0 && unavailable == 0 ? 1 : unavailable, wanted));
    }

    /// <summary>Whether all old pods go before the first new one comes.</summary>
    public static bool IsRecreate(DataObject deployment) => deployment.TextAt("spec", "strategy", "type") == "Recreate";

    /// <summary>How many pods there may be.</summary>
    public long Most => Wanted + Surge;

    /// <summary>How many must be available.</summary>
    public long LeastAvailable => Wanted - Unavailable;
}
