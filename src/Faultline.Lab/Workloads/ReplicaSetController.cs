using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>
/// Keeps as many pods as each replica set wants. A pod that replaces another is made at once, as in a cluster, but its container
/// starts only after the restart delay, as if its image had to be fetched.
/// </summary>
internal sealed class ReplicaSetController : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly Admission _admission;
    private readonly TimeSpan _restartDelay;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, long> _created = new(StringComparer.Ordinal);
    private readonly ChangeLoop _loop;

    public ReplicaSetController(ObjectStore store, Admission admission, TimeSpan restartDelay, TimeProvider time)
    {
        _store = store;
        _admission = admission;
        _restartDelay = restartDelay;
        _time = time;
        _loop = new ChangeLoop(store, Handle);
    }

    /// <summary>Fails where the controller did.</summary>
    public Task Ended => _loop.Ended;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Handle(ObjectChange change)
    {
        var uid = change.Key.Kind == ResourceKinds.ReplicaSet ? change.Object.Uid() : change.Object.ControllerUid();
        if (change.Key.Kind != ResourceKinds.Pod && change.Key.Kind != ResourceKinds.ReplicaSet)
        {
            return;
        }

        var set = _store.List(ResourceKinds.ReplicaSet, change.Key.Namespace).Objects.FirstOrDefault(set => set.Uid() == uid);
        if (set is not null && !set.IsTerminating())
        {
            Reconcile(set);
        }
    }

    private void Reconcile(DataObject set)
    {
        var wanted = set.NumberAt("spec", "replicas") ?? 1;
        var pods = Active(set);
        for (var i = pods.Count; i < wanted; i++)
        {
            Create(set, wanted);
        }

        foreach (var surplus in pods.OrderBy(PodStatus.IsReady).Take((int)Math.Max(pods.Count - wanted, 0)))
        {
            var key = new ObjectKey(ResourceKinds.Pod, surplus.Namespace(), surplus.Name());
            Deletion.Mark(_store, key, surplus.Uid(), graceSeconds: null, _time);
        }

        ShowStatus(set);
    }

    private List<DataObject> Active(DataObject set) =>
        [
            .. _store
                .List(ResourceKinds.Pod, set.Namespace())
                .Objects.Where(pod => pod.ControllerUid() == set.Uid() && !pod.IsTerminating() && !PodStatus.IsOver(pod)),
        ];

    private void Create(DataObject set, long wanted)
    {
        var template = set.At("spec", "template") as DataObject ?? DataObject.Empty;
        var owner = DataObject.Of(
            ("apiVersion", ResourceKinds.ReplicaSet.ApiVersion),
            ("kind", ResourceKinds.ReplicaSet.Kind),
            ("name", set.Name()),
            ("uid", set.Uid()),
            ("controller", true),
            ("blockOwnerDeletion", true)
        );
        var pod = DataObject
            .Of(("apiVersion", "v1"), ("kind", "Pod"), ("metadata", template.At("metadata") ?? DataObject.Empty))
            .With("spec", template.At("spec") ?? DataObject.Empty)
            .Put(set.Name() + "-", "metadata", "generateName")
            .Put(DataArray.Of([owner]), "metadata", "ownerReferences");

        // The first ones of a set replace nobody.
        var created = _created.GetValueOrDefault(set.Uid());
        _created[set.Uid()] = created + 1;
        if (created >= wanted && _restartDelay > TimeSpan.Zero)
        {
            var startAfter = (_time.GetUtcNow() + _restartDelay).ToString("O", CultureInfo.InvariantCulture);
            pod = pod.Put(startAfter, "metadata", "annotations", LabAnnotations.StartAfter);
        }

        _admission.Create(ResourceKinds.Pod, set.Namespace(), pod);
    }

    private void ShowStatus(DataObject set)
    {
        var active = Active(set);
        var ready = active.Count(PodStatus.IsReady);
        _store.Update(
            new ObjectKey(ResourceKinds.ReplicaSet, set.Namespace(), set.Name()),
            set.Uid(),
            current =>
                current.With(
                    "status",
                    DataObject.Of(
                        ("replicas", active.Count),
                        ("fullyLabeledReplicas", active.Count),
                        ("readyReplicas", ready),
                        ("availableReplicas", ready),
                        ("observedGeneration", current.NumberAt("metadata", "generation") ?? 1)
                    )
                )
        );
    }
}
