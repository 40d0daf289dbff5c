using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Hosting;

namespace Faultline.Cli.Initialization;

/// <summary>An experiment on what runs in a Kubernetes namespace, which is only read.</summary>
internal sealed class ClusterProposal(FaultlineHost host)
{
    private const int MostProbes = 10;

    /// <summary>The experiment, and what should be said with it.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="page">The variable that has the address of the page that users see, and that address; null where none is known.</param>
    /// <param name="stop">Ends the attempt.</param>
    public async Task<(DataObject Experiment, string? Note)> MakeAsync(
        string space,
        (string Variable, string Address)? page,
        CancellationToken stop
    )
    {
        var workloads = await ReadAsync(space, stop);
        // Who has a second pod can be expected to stand the loss of one; and without the page itself, nobody gets an answer.
        var target = workloads
            .OrderByDescending(workload => workload.Ready > 1)
            .ThenBy(workload => page is not null && IsBehind(page.Value.Variable, workload))
            .ThenBy(workload => workload.Name, StringComparer.Ordinal)
            .First();
        // Right after the loss the target itself can't be whole. Where users can be asked, they decide; elsewhere it is waited for.
        var probes = workloads
            .Where(workload => page is null || workload != target)
            .Take(MostProbes)
            .Select(workload => workload.Health(space))
            .ToList();
        var experiment = DataObject.Of(
            (
                "title",
                page is null
                    ? $"The namespace {space} recovers from the loss of a pod of {target.Name}"
                    : $"Users don't notice the loss of a pod of {target.Name}"
            ),
            (
                "description",
                $"{target.Name} wants {target.Wanted} {(target.Wanted == 1 ? "pod" : "pods")}. When one goes away, {(page is null ? $"is it replaced, and is everything in the namespace {space} healthy then" : "do users still get an answer in time, and is it replaced")}?"
            ),
            ("tags", DataArray.Of(["kubernetes"]))
        );
        if (page is not null)
        {
            var declared = DataObject.Of(("type", "env"), ("key", page.Value.Variable), ("default", page.Value.Address));
            experiment = experiment.With("configuration", DataObject.Of(("page", declared)));
            probes.Insert(0, Proposal.Page("users-get-an-answer", "${page}", 200));
        }

        var terminate = Proposal.Function(
            "action",
            $"terminate-a-pod-of-{target.Name}",
            "chaosk8s.pod.actions",
            "terminate_pods",
            ("label_selector", target.Selector),
            ("qty", 1L),
            ("rand", true),
            ("ns", space)
        );
        var statement = page is null ? $"Everything in the namespace {space} is healthy" : "Users get an answer, and all else is healthy";
        experiment = experiment
            .With("steady-state-hypothesis", Proposal.Hypothesis(statement, probes))
            .With("method", DataArray.Of(page is null ? [terminate, target.IsBack(space)] : [terminate]))
            // Kubernetes puts the pod back by itself; that it did is worth knowing.
            .With("rollbacks", DataArray.Of([target.IsBack(space)]));
        var note = target.Ready > 1 ? null : $"{target.Name} has no second pod that is ready: the experiment may well find a weakness.";
        return (experiment, note);
    }

    private static bool IsBehind(string variable, FoundWorkload workload) =>
        variable.StartsWith(workload.Name.Split('-')[0], StringComparison.OrdinalIgnoreCase);

    private async Task<ImmutableArray<FoundWorkload>> ReadAsync(string space, CancellationToken stop)
    {
        var found = ImmutableArray.CreateBuilder<FoundWorkload>();
        foreach (var kind in FoundWorkload.Kinds)
        {
            var items = (await ListAsync(space, kind, stop))["items"] as DataArray;
            found.AddRange((items?.Items ?? []).OfType<DataObject>().Select(item => FoundWorkload.Of(kind, item)).OfType<FoundWorkload>());
        }

        return found.Count > 0
            ? found.DrainToImmutable()
            : throw new UserException($"Nothing in the namespace '{space}' keeps pods running that could be terminated.");
    }

    private async Task<DataObject> ListAsync(string space, string kind, CancellationToken stop)
    {
        var arguments = DataObject.Of(("group", "apps"), ("version", "v1"), ("plural", kind), ("ns", space));
        var function = host.Functions.Find("chaosk8s.crd.probes", "list_custom_objects")!;
        var outcome = await function.CallAsync(new FunctionCall(arguments, DataObject.Empty, DataObject.Empty), stop);
        return outcome switch
        {
            ActivityOutcome.Succeeded { Output: DataObject list } => list,
            ActivityOutcome.Failed failed => throw new UserException($"The namespace '{space}' can't be read: {failed.Message}"),
            ActivityOutcome.Crashed crashed => throw new UserException($"The namespace '{space}' can't be read: {crashed.Message}"),
            _ => throw new UserException($"The namespace '{space}' was not read, so nothing was written."),
        };
    }
}
