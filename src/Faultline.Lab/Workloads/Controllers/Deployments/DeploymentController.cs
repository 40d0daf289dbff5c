using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.Deployments;

/// <summary>
/// Keeps a replica set for the template of each deployment, and moves the pods from older ones to it.
/// <code>
/// template changed ──> new replica set, up by what the surge allows ──> old ones, down by what stays available ──> complete
/// </code>
/// </summary>
internal sealed class DeploymentController : IAsyncDisposable
{
    private static readonly string[] NotCopied =
    [
        "kubectl.kubernetes.io/last-applied-configuration",
        DeploymentSets.Revision,
        DeploymentSets.Desired,
        DeploymentSets.Most,
        "deprecated.deployment.rollback.to",
    ];

    private readonly ObjectStore _store;
    private readonly Admission _admission;
    private readonly EventRecorder _events;
    private readonly DeploymentScaling _scaling;
    private readonly DeploymentProgress _progress;
    private readonly ReconcileLoop _loop;

    public DeploymentController(ObjectStore store, Admission admission, EventRecorder events, TimeProvider time)
    {
        _store = store;
        _admission = admission;
        _events = events;
        _scaling = new DeploymentScaling(store, events);
        _progress = new DeploymentProgress(store, time);
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private IEnumerable<ObjectKey> Affected(ObjectChange change)
    {
        if (change.Key.Kind == ResourceKinds.Deployment)
        {
            return [change.Key];
        }

        if (change.Key.Kind == ResourceKinds.ReplicaSet)
        {
            return PodOwners.Of(_store, ResourceKinds.Deployment, change);
        }

        // Recreate waits for the last old pod to be gone.
        return
            change.Key.Kind == ResourceKinds.Pod
            && change.Kind == ChangeKind.Deleted
            && Owners.ControllerOf(change.Object, ResourceKinds.ReplicaSet) is { } owner
            && _store.Get(owner) is { } set
            && Owners.ControllerOf(set, ResourceKinds.Deployment) is { } deployment
            ? [deployment]
            : [];
    }

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } deployment || deployment.IsTerminating())
        {
            return null;
        }

        var claimed = Owners.Claim(_store, ResourceKinds.ReplicaSet, ResourceKinds.Deployment, deployment);
        var sets = DeploymentSets.Of(deployment, claimed);
        _progress.NotePause(deployment);
        if (deployment.IsTrueAt("spec", "paused"))
        {
            sets = sets.New is null ? sets : WithRevision(deployment, sets);
            _scaling.Scale(deployment, sets);
            return _progress.Show(deployment, Fresh(deployment, sets));
        }

        if (sets.New is not null)
        {
            sets = WithRevision(deployment, sets);
        }

        if (DeploymentScaling.IsScaled(deployment, sets))
        {
            _scaling.Scale(deployment, sets);
            return _progress.Show(deployment, Fresh(deployment, sets));
        }

        var isRecreate = DeploymentLimits.IsRecreate(deployment);
        if (isRecreate && (_scaling.EmptyOld(deployment, sets) || HasPods(sets.Old)))
        {
            return _progress.Show(deployment, Fresh(deployment, sets));
        }

        sets = sets.New is null ? Create(deployment, sets) : sets;
        if (sets.New is not null && !_scaling.GrowNew(deployment, sets))
        {
            _scaling.ShrinkOld(deployment, sets);
        }

        sets = Fresh(deployment, sets);
        if (DeploymentProgress.IsComplete(deployment, sets))
        {
            Forget(deployment, sets);
        }

        return _progress.Show(deployment, sets);
    }

    private DeploymentSets Fresh(DataObject deployment, DeploymentSets sets)
    {
        DataObject Now(DataObject set) => _store.Get(Owners.KeyOf(ResourceKinds.ReplicaSet, set)) ?? set;
        return new(sets.New is null ? null : Now(sets.New), [.. sets.Old.Select(Now)]);
    }

    private bool HasPods(IReadOnlyList<DataObject> sets)
    {
        var uids = sets.Select(set => set.Uid()).ToHashSet(StringComparer.Ordinal);
        return uids.Count > 0
            && _store
                .List(ResourceKinds.Pod, sets[0].Namespace())
                .Objects.Any(pod => pod.ControllerUid() is { } owner && uids.Contains(owner) && !PodStatus.IsOver(pod));
    }

    private DeploymentSets Create(DataObject deployment, DeploymentSets sets)
    {
        var template = Template.Plain(deployment.At("spec", "template"));
        var collisions = deployment.NumberAt("status", "collisionCount") ?? 0;
        var hash = Template.Hash(template, collisions);
        var limits = DeploymentLimits.Of(deployment);
        var name = $"{deployment.Name()}-{hash}";
        var replicas = Math.Max(Math.Min(limits.Most - sets.Old.Sum(DeploymentSets.Wanted), limits.Wanted), 0);
        var selector = deployment.At("spec", "selector") as DataObject ?? DataObject.Empty;
        var labels = template.TextsAt("metadata", "labels");
        labels[DeploymentSets.HashLabel] = hash;
        var annotations = Annotations(deployment, Next(sets), limits);
        var set = DataObject.Of(
            ("apiVersion", ResourceKinds.ReplicaSet.ApiVersion),
            ("kind", ResourceKinds.ReplicaSet.Kind),
            (
                "metadata",
                DataObject.Of(
                    ("name", name),
                    ("labels", Tree.Texts(labels)),
                    ("annotations", Tree.Texts(annotations)),
                    ("ownerReferences", DataArray.Of([Owners.Reference(ResourceKinds.Deployment, deployment)]))
                )
            ),
            (
                "spec",
                DataObject.Of(
                    ("replicas", replicas),
                    ("minReadySeconds", deployment.NumberAt("spec", "minReadySeconds") ?? 0),
                    ("selector", selector.Put(hash, "matchLabels", DeploymentSets.HashLabel)),
                    ("template", template.Put(Tree.Texts(labels), "metadata", "labels"))
                )
            )
        );
        try
        {
            var created = _admission.Create(ResourceKinds.ReplicaSet, deployment.Namespace(), set);
            _events.Normal(
                EventSource.Deployments,
                deployment,
                "ScalingReplicaSet",
                string.Create(CultureInfo.InvariantCulture, $"Scaled up replica set {name} from 0 to {replicas}")
            );
            _progress.NoteNewSet(deployment, name);
            NoteRevision(deployment, created);
            return sets with { New = created };
        }
        catch (KubernetesException e) when (e.Code == 409)
        {
            // Another template has these letters.
            _store.Update(
                Owners.KeyOf(ResourceKinds.Deployment, deployment),
                deployment.Uid(),
                current => current.Put(collisions + 1, "status", "collisionCount")
            );
            return sets;
        }
        catch (KubernetesException e)
        {
            _events.Warning(
                EventSource.Deployments,
                deployment,
                "ReplicaSetCreateError",
                $"Failed to create new replica set \"{name}\": {e.Message}"
            );
            return sets;
        }
    }

    // A template that comes back is the newest revision again, by its old replica set.
    private DeploymentSets WithRevision(DataObject deployment, DeploymentSets sets)
    {
        var limits = DeploymentLimits.Of(deployment);
        var isScaled = DeploymentScaling.IsScaled(deployment, sets);
        var after = _store.Update(
            Owners.KeyOf(ResourceKinds.ReplicaSet, sets.New!),
            sets.New!.Uid(),
            current =>
            {
                var revision = Math.Max(Next(sets), DeploymentSets.RevisionOf(current));
                var annotations = current.TextsAt("metadata", "annotations");
                foreach (var (name, value) in Annotations(deployment, revision, limits))
                {
                    // What the set was scaled for tells, until it is scaled anew, that the deployment wants another number.
                    if (!isScaled || name is not (DeploymentSets.Desired or DeploymentSets.Most) || !annotations.ContainsKey(name))
                    {
                        annotations[name] = value;
                    }
                }

                return current
                    .Put(Tree.Texts(annotations), "metadata", "annotations")
                    .Put(deployment.NumberAt("spec", "minReadySeconds") ?? 0, "spec", "minReadySeconds");
            }
        );
        NoteRevision(deployment, after ?? sets.New!);
        _progress.NoteFound(deployment, sets.New!.Name());
        return sets with { New = after ?? sets.New };
    }

    private static long Next(DeploymentSets sets) => sets.Old.Select(DeploymentSets.RevisionOf).DefaultIfEmpty(0).Max() + 1;

    private static Dictionary<string, string> Annotations(DataObject deployment, long revision, DeploymentLimits limits)
    {
        var annotations = deployment.TextsAt("metadata", "annotations");
        foreach (var name in NotCopied)
        {
            annotations.Remove(name);
        }

        annotations[DeploymentSets.Revision] = revision.ToString(CultureInfo.InvariantCulture);
        annotations[DeploymentSets.Desired] = limits.Wanted.ToString(CultureInfo.InvariantCulture);
        annotations[DeploymentSets.Most] = limits.Most.ToString(CultureInfo.InvariantCulture);
        return annotations;
    }

    private void NoteRevision(DataObject deployment, DataObject set) =>
        _store.Update(
            Owners.KeyOf(ResourceKinds.Deployment, deployment),
            deployment.Uid(),
            current => current.Put(set.Annotation(DeploymentSets.Revision) ?? "1", "metadata", "annotations", DeploymentSets.Revision)
        );

    private void Forget(DataObject deployment, DeploymentSets sets)
    {
        var kept = deployment.NumberAt("spec", "revisionHistoryLimit") ?? 10;
        var empty = sets
            .Old.Where(set => DeploymentSets.Wanted(set) == 0 && (set.NumberAt("status", "replicas") ?? 0) == 0 && !set.IsTerminating())
            .OrderBy(DeploymentSets.RevisionOf)
            .ToList();
        foreach (var set in empty.Take((int)Math.Max(empty.Count - kept, 0)))
        {
            _store.Remove(Owners.KeyOf(ResourceKinds.ReplicaSet, set), set.Uid());
        }
    }
}
