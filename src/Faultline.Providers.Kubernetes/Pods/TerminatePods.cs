using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Pods;

/// <summary>Deletes pods one after the other and answers their names; it does not wait until they are gone.</summary>
internal sealed class TerminatePods(KubernetesClients clients, Random random)
    : KubernetesFunction(
        clients,
        "chaosk8s.pod.actions",
        "terminate_pods",
        ActivityKind.Action,
        "Deletes some or all of the pods that labels and names choose.",
        PodSelectionArguments.LabelSelector,
        PodSelectionArguments.NamePattern,
        PodSelectionArguments.All,
        PodSelectionArguments.Rand,
        PodSelectionArguments.Mode,
        PodSelectionArguments.Quantity,
        GracePeriod,
        Common.Namespace,
        PodSelectionArguments.Order
    )
{
    private static readonly Parameter<long> GracePeriod = Parameter.Integer(
        "grace_period",
        -1,
        "Seconds until a pod is killed; below 0, what the pod itself says."
    );

    protected override async Task<ActivityOutcome> RunAsync(KubernetesCall call, CancellationToken stop)
    {
        var selection = PodSelectionArguments.Read(call);
        if ((selection.Problem ?? ProtectedNamespaces.Refusal(call.Namespace, AllowsProtectedNamespaces)) is { } refusal)
        {
            return new ActivityOutcome.Failed(refusal);
        }

        var found = await call.Cluster.ListAsync(ResourceType.Pods, call.Namespace, PodSelection.Labelled(selection.LabelSelector), stop);
        ImmutableArray<string> chosen = [.. selection.Choose(found, random).Select(PodName.Of)];
        return chosen.IsEmpty
            ? new ActivityOutcome.Succeeded(DataArray.Empty) { Unproven = Nothing(selection, found.Length, call.Namespace) }
            : await DeleteAsync(call, chosen, stop);
    }

    protected override IEnumerable<CallProblem> CheckValues(CheckedArguments arguments)
    {
        foreach (var problem in PodSelectionArguments.Check(arguments))
        {
            yield return problem;
        }

        if (arguments.TryGet(Common.Namespace, out var ns) && ProtectedNamespaces.Refusal(ns, AllowsProtectedNamespaces) is not null)
        {
            yield return arguments.Error(Common.Namespace, $"the namespace '{ns}' is protected", ProtectedNamespaces.Remedy);
        }

        if (arguments.TryGet(PodSelectionArguments.All, out var all) && !all && !arguments.Has(PodSelectionArguments.Quantity))
        {
            yield return arguments.TryGet(PodSelectionArguments.Mode, out var mode) && mode == "percentage"
                ? arguments.Warning(null, "qty defaults to 1: one percent of the pods that match is deleted")
                : arguments.Warning(null, "qty defaults to 1: one pod of those that match is deleted");
        }
    }

    private static string Nothing(PodSelection selection, int found, string ns) =>
        found > 0 && selection is { All: false, Quantity: 0 }
            ? $"no pod was deleted: qty is 0 (namespace '{ns}', {selection})"
            : $"no pod was deleted: none in namespace '{ns}' matches {selection}";

    private static async Task<ActivityOutcome> DeleteAsync(KubernetesCall call, ImmutableArray<string> names, CancellationToken stop)
    {
        var grace = call.Get(GracePeriod) is >= 0 and var seconds ? seconds : (long?)null;
        var deleted = new List<string>();
        var gone = new List<string>();
        foreach (var name in names)
        {
            try
            {
                await call.Cluster.DeleteAsync(ResourceType.Pods, call.Namespace, name, grace, stop);
                deleted.Add(name);
            }
            catch (KubernetesException e) when (e.StatusCode == 404)
            {
                gone.Add(name);
            }
            catch (KubernetesException e)
            {
                return OutcomeOf(e, e.Message.TrimEnd('.') + Tally(names, deleted)) with { Warnings = Warnings(gone) };
            }
            catch (ClusterAccessException e)
            {
                return new ActivityOutcome.Crashed(e.Message.TrimEnd('.') + Tally(names, deleted)) { Warnings = Warnings(gone) };
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return new ActivityOutcome.Stopped
                {
                    Warnings = [.. Warnings(gone), "stopped while deleting pods" + Tally(names, deleted)],
                };
            }
        }

        return new ActivityOutcome.Succeeded(DataArray.Of(deleted.Select(name => (DataNode)name)))
        {
            Warnings = Warnings(gone),
            Unproven =
                deleted.Count > 0 ? null : $"no pod was deleted: all that were chosen in namespace '{call.Namespace}' were gone already",
        };
    }

    private static string Tally(ImmutableArray<string> names, List<string> deleted) =>
        $". Deleted before that: {(deleted.Count == 0 ? "none" : List(deleted))}; chosen were {List(names)}.";

    private static ImmutableArray<string> Warnings(List<string> gone) =>
        gone.Count == 0 ? [] : [$"gone before they could be deleted, so not counted: {List(gone)}"];

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
