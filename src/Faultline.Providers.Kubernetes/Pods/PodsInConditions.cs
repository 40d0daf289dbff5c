using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Passes when every chosen pod holds every condition.</summary>
internal static class PodsInConditions
{
    private static readonly Parameter<DataArray> Conditions = Parameter.RequiredList(
        "conditions",
        "The conditions that every pod must hold: objects of 'type' and 'status', such as {\"type\": \"Ready\", \"status\": \"True\"}."
    );

    private static readonly Parameter<bool> Raise = Parameter.Flag(
        "raise_on_invalid_conditions",
        true,
        "Whether the probe fails, rather than answers false, where no pod is found or one lacks a condition."
    );

    public static FunctionEntry Entry { get; } =
        FunctionEntry.Probe(
            "chaosk8s.pod.probes",
            "pods_in_conditions",
            "Tells whether all pods that a label selector chooses hold all of some conditions.",
            [PodArguments.Selector, Conditions, Common.Namespace, Raise],
            RunAsync,
            Check
        );

    private static async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var (selector, wanted) = (call.Get(PodArguments.Selector), call.Get(Conditions));
        var pods = await PodArguments.ListAsync(call, selector, stop);
        return Outcomes.Judge(
            pods.IsEmpty ? $"no pods '{selector}' were found" : pods.Select(pod => Amiss(pod, wanted)).FirstOrDefault(m => m is not null),
            call.Get(Raise)
        );
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

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (
            arguments.TryGet(Conditions, out var conditions)
            && conditions.Items.Any(item =>
                item is not DataObject condition || condition.Text("type") is null || condition.Text("status") is null
            )
        )
        {
            yield return arguments.Error(
                Conditions,
                "a condition is an object of 'type' and 'status', both of them strings",
                "write each as {\"type\": \"Ready\", \"status\": \"True\"}"
            );
        }
    }
}
