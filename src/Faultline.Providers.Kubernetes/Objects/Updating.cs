using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Lays a part of a manifest over an object.</summary>
internal static class Updating
{
    /// <summary>Changes an object of a name.</summary>
    /// <param name="call">The call.</param>
    /// <param name="resource">Its kind.</param>
    /// <param name="what">What messages call the kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spec">What is laid over it.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="stop">Asks to end now.</param>
    public static async Task ByNameAsync(
        KubernetesCall call,
        ResourceSource resource,
        string what,
        string name,
        DataObject spec,
        string ns,
        CancellationToken stop
    ) =>
        await Outcomes.SayingAsync(
            $"failed to update {what} '{name}': ",
            call.Changes.PatchAsync(await resource(call, null, stop), ns, name, PatchKind.StrategicMerge, spec, stop)
        );
}
