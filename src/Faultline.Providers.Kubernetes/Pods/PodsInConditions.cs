using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when every chosen pod holds every condition.</summary>
internal static class PodsInConditions
{
    /// <summary>Tells whether all pods that a label selector chooses hold all of some conditions.</summary>
    /// <param name="labelSelector">Which pods: a label selector, such as 'app=web'; an empty one, or null, for all of the namespace.</param>
    /// <param name="conditions">The conditions that every pod must hold: objects of 'type' and 'status', such as {"type": "Ready", "status": "True"}.</param>
    /// <param name="raiseOnInvalidConditions">Whether the probe fails, rather than answers false, where no pod is found or one lacks a condition.</param>
    [Probe("chaosk8s.pod.probes", Name = "pods_in_conditions", Check = nameof(Check), Returns = "boolean")]
    public static async Task<ActivityOutcome> PodsInConditionsHoldAsync(
        KubernetesCall call,
        string? labelSelector,
        DataArray conditions,
        [Reads<NamespaceName>] string ns = "default",
        bool raiseOnInvalidConditions = true,
        CancellationToken stop = default
    )
    {
        var pods = await PodArguments.ListAsync(call, labelSelector, ns, stop);
        return Outcomes.Judge(
            pods.IsEmpty
                ? $"no pods '{labelSelector}' were found"
                : pods.Select(pod => Amiss(pod, conditions)).FirstOrDefault(m => m is not null),
            raiseOnInvalidConditions
        );
    }

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (
            arguments.TryGet("conditions", out DataArray? conditions)
            && conditions?.Items.Any(item =>
                item is not DataObject condition || condition.Text("type") is null || condition.Text("status") is null
            ) == true
        )
        {
            yield return arguments.Error(
                "conditions",
                "a condition is an object of 'type' and 'status', both of them strings",
                "write each as {\"type\": \"Ready\", \"status\": \"True\"}"
            );
        }
    }

    private static string? Amiss(DataObject pod, DataArray wanted)
    {
        var held = ((pod["status"] as DataObject)?["conditions"] as DataArray)?.Items.OfType<DataObject>().ToList() ?? [];
        return wanted.Items.FirstOrDefault(condition => !held.Exists(one => Holds(one, condition))) is { } missing
            ? $"pod {Manifest.NameOf(pod)} does not match the following given condition: {PythonText.Repr(missing)}"
            : null;
    }

    private static bool Holds(DataObject held, DataNode wanted) =>
        wanted is DataObject condition && condition.Members.All(member => held.Text(member.Key) == (member.Value as DataString)?.Value);
}
