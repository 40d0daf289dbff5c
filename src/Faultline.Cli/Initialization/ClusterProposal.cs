using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Hosting;

namespace Faultline.Cli.Initialization;

/// <summary>An experiment on the deployments of a Kubernetes namespace, which is only read.</summary>
internal sealed class ClusterProposal(FaultlineHost host)
{
    private const int MostProbes = 10;

    private sealed record Deployment(string Name, int Replicas, int Ready, string Selector);

    /// <summary>The experiment, and what should be said with it.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="page">The page that users see, and the variable that has its address; null where none is known.</param>
    /// <param name="stop">Ends the attempt.</param>
    public async Task<(DataObject Experiment, string? Note)> MakeAsync(
        string space,
        (string Variable, string Address)? page,
        CancellationToken stop
    )
    {
        var deployments = await ReadAsync(space, stop);
        // Who has a second pod can be expected to stand the loss of one.
        var target = deployments
            .OrderByDescending(d => d.Ready > 1)
            .ThenByDescending(d => page is null || !IsBehind(page.Value, d))
            .ThenBy(d => d.Name, StringComparer.Ordinal)
            .First();
        var probes = deployments
            .Take(MostProbes)
            .Select(d =>
                Proposal
                    .Function(
                        "probe",
                        $"{d.Name}-is-healthy",
                        "chaosk8s.deployment.probes",
                        "deployment_available_and_healthy",
                        ("name", d.Name),
                        ("ns", space)
                    )
                    .With("tolerance", true)
            )
            .ToList();
        if (page is not null)
        {
            probes.Add(Proposal.Page("users-get-an-answer", "${page}", 200));
        }

        var check = Proposal.Function(
            "probe",
            $"{target.Name}-is-back",
            "chaosk8s.deployment.probes",
            "deployment_fully_available",
            ("name", target.Name),
            ("ns", space),
            ("timeout", 60L)
        );
        var experiment = DataObject.Of(
            ("title", $"Losing a pod of {target.Name} in {space} does not impact users"),
            (
                "description",
                $"The deployment {target.Name} wants {target.Replicas} {(target.Replicas == 1 ? "pod" : "pods")}. When one goes away, does everything in the namespace {space} stay healthy, and is the pod replaced?"
            ),
            ("tags", DataArray.Of(["kubernetes"]))
        );
        if (page is not null)
        {
            var declared = DataObject.Of(("type", "env"), ("key", page.Value.Variable), ("default", page.Value.Address));
            experiment = experiment.With("configuration", DataObject.Of(("page", declared)));
        }

        experiment = experiment
            .With("steady-state-hypothesis", Proposal.Hypothesis($"Everything in the namespace {space} is healthy", probes))
            .With(
                "method",
                DataArray.Of([
                    Proposal.Function(
                        "action",
                        $"terminate-a-pod-of-{target.Name}",
                        "chaosk8s.pod.actions",
                        "terminate_pods",
                        ("label_selector", target.Selector),
                        ("qty", 1L),
                        ("rand", true),
                        ("ns", space)
                    ),
                ])
            )
            // Kubernetes puts the pod back by itself; that it did is worth knowing.
            .With("rollbacks", DataArray.Of([check]));
        return (
            experiment,
            target.Ready > 1
                ? null
                : $"{target.Name} has {target.Ready} ready {(target.Ready == 1 ? "pod" : "pods")}: expect the experiment to find a weakness."
        );
    }

    private static bool IsBehind((string Variable, string Address) page, Deployment deployment) =>
        page.Variable.StartsWith(deployment.Name.Split('-')[0], StringComparison.OrdinalIgnoreCase);

    private async Task<ImmutableArray<Deployment>> ReadAsync(string space, CancellationToken stop)
    {
        var arguments = DataObject.Of(("group", "apps"), ("version", "v1"), ("plural", "deployments"), ("ns", space));
        var function = host.Functions.Find("chaosk8s.crd.probes", "list_custom_objects")!;
        var outcome = await function.CallAsync(new FunctionCall(arguments, DataObject.Empty, DataObject.Empty), stop);
        var list = outcome switch
        {
            ActivityOutcome.Succeeded answer => answer.Output as DataObject,
            ActivityOutcome.Failed failed => throw new UserException($"The namespace '{space}' can't be read: {failed.Message}"),
            ActivityOutcome.Crashed crashed => throw new UserException($"The namespace '{space}' can't be read: {crashed.Message}"),
            _ => throw new UserException($"The namespace '{space}' was not read, so nothing was written."),
        };
        ImmutableArray<Deployment> found =
        [
            .. from item in (list?["items"] as DataArray)?.Items.OfType<DataObject>() ?? []
            let spec = item["spec"] as DataObject
            let labels = (spec?["selector"] as DataObject)?["matchLabels"] as DataObject
            where labels?.Members.Length > 0
            select new Deployment(
                (item["metadata"] as DataObject)?.Text("name") ?? "",
                Number(spec["replicas"]) ?? 1,
                Number((item["status"] as DataObject)?["readyReplicas"]) ?? 0,
                string.Join(',', labels.Members.Select(label => $"{label.Key}={PythonText.Str(label.Value)}"))
            ),
        ];
        return found.Any(d => d.Replicas > 0)
            ? [.. found.Where(d => d.Replicas > 0)]
            : throw new UserException($"There is no deployment in the namespace '{space}' whose pods could be terminated.");
    }

    private static int? Number(DataNode? node) => node is DataNumber { IsInteger: true } number ? (int)number.ToBigInteger() : null;
}
