using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>
/// The lives of nodes: they register, renew their leases, go down and come back. What a cluster learns from a lease that is not
/// renewed, after most of a minute, the lab knows at once: a node that was killed is NotReady the moment after.
/// </summary>
internal sealed class NodeLifecycle : IAsyncDisposable
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeaseSeconds = 40;
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly ObjectStore _store;
    private readonly LabNodes _nodes;
    private readonly Kubelet _kubelet;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    public NodeLifecycle(ObjectStore store, LabNodes nodes, Kubelet kubelet, EventRecorder events, TimeProvider time)
    {
        _store = store;
        _nodes = nodes;
        _kubelet = kubelet;
        _events = events;
        _time = time;
        _loop = new ReconcileLoop(store, time, Affected, Reconcile);
    }

    /// <summary>Fails where the nodes did.</summary>
    public Task Ended => _loop.Ended;

    /// <summary>Registers the nodes that the lab was made with.</summary>
    public void RegisterAll()
    {
        foreach (var node in _nodes.All)
        {
            Register(node);
        }
    }

    /// <summary>Kills everything on a node at once; the node is NotReady when this returns.</summary>
    /// <exception cref="LabException">The lab has no such node, or it is down already.</exception>
    public void Kill(string name)
    {
        Require(name);
        if (!_nodes.Set(name, isUp: false))
        {
            throw new LabException($"The node '{name}' is down already; 'faultline lab node start {name}' brings it back.");
        }

        _kubelet.Abandon(name);
        Reconcile(KeyOf(name));
    }

    /// <summary>Brings a node back; what was bound to it and is still wanted there is started again.</summary>
    /// <exception cref="LabException">The lab has no such node, or it runs.</exception>
    public void Start(string name)
    {
        var node = Require(name);
        if (!_nodes.Set(name, isUp: true))
        {
            throw new LabException($"The node '{name}' runs; there is nothing to start.");
        }

        Register(node);
        _kubelet.Recover(name);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static ObjectKey KeyOf(string name) => new(ResourceKinds.Node, "", name);

    private LabNode Require(string name) =>
        _nodes.Find(name)
        ?? throw new LabException($"The lab has no node '{name}'; it has {string.Join(", ", _nodes.All.Select(node => node.Name))}.");

    private void Register(LabNode node)
    {
        var now = _time.GetUtcNow();
        var about =
            _store.Update(KeyOf(node.Name), uid: null, current => NodeObjects.Ready(current, now))
            ?? _store.Create(KeyOf(node.Name), NodeObjects.Of(node, now));
        _events.Normal(EventSource.Kubelet(node.Name), about!, "Starting", "Starting kubelet.");
        _events.Normal(EventSource.Nodes, about!, "RegisteredNode", $"Node {node.Name} event: Registered Node {node.Name} in Controller");
        _events.Normal(EventSource.Kubelet(node.Name), about!, "NodeReady", $"Node {node.Name} status is now: NodeReady");
    }

    private static IEnumerable<ObjectKey> Affected(ObjectChange change) => change.Key.Kind == ResourceKinds.Node ? [change.Key] : [];

    private TimeSpan? Reconcile(ObjectKey key)
    {
        if (_store.Get(key) is not { } node)
        {
            Forget(key.Name);
            return null;
        }

        var isUp = _nodes.IsUp(key.Name);
        var now = _time.GetUtcNow();
        _store.Update(
            key,
            node.Uid(),
            current =>
            {
                var after = NodeObjects.Tidy(current, now);
                return isUp ? after : NodeObjects.Lost(after, now);
            }
        );
        if (isUp)
        {
            Renew(node);
            return RenewEvery;
        }

        if (Conditions.IsTrue(node, "Ready"))
        {
            _events.Normal(EventSource.Nodes, node, "NodeNotReady", $"Node {key.Name} status is now: NodeNotReady");
            MarkPods(key.Name);
        }

        return null;
    }

    // Whoever asks for ready pods must not be sent to a node that is gone.
    private void MarkPods(string name)
    {
        var now = KubernetesTime.Seconds(_time.GetUtcNow());
        foreach (var pod in On(name).Where(PodStatus.IsReady))
        {
            _store.Update(
                Owners.KeyOf(ResourceKinds.Pod, pod),
                pod.Uid(),
                current =>
                    Conditions.Put(current, Conditions.Make(Conditions.Find(current, "Ready"), "Ready", "False", "NodeNotReady", null, now))
            );
            _events.Warning(EventSource.Nodes, pod, "NodeNotReady", "Node is not ready");
        }
    }

    /// <summary>A node that was deleted takes its pods along.</summary>
    private void Forget(string name)
    {
        if (_nodes.Find(name) is not null)
        {
            _nodes.Set(name, isUp: false);
        }

        _kubelet.Abandon(name);
        foreach (var pod in On(name))
        {
            _store.Remove(Owners.KeyOf(ResourceKinds.Pod, pod), pod.Uid());
        }

        _store.Remove(new ObjectKey(ResourceKinds.Lease, LeaseNamespace, name));
    }

    private IEnumerable<DataObject> On(string name) =>
        _store.List(ResourceKinds.Pod).Objects.Where(pod => pod.TextAt("spec", "nodeName") == name);

    private void Renew(DataObject node)
    {
        var now = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var key = new ObjectKey(ResourceKinds.Lease, LeaseNamespace, node.Name());
        if (_store.Update(key, uid: null, lease => lease.Put(now, "spec", "renewTime")) is not null)
        {
            return;
        }

        var owner = DataObject.Of(("apiVersion", "v1"), ("kind", "Node"), ("name", node.Name()), ("uid", node.Uid()));
        _store.Create(
            key,
            DataObject.Of(
                ("apiVersion", ResourceKinds.Lease.ApiVersion),
                ("kind", "Lease"),
                (
                    "metadata",
                    DataObject.Of(("name", node.Name()), ("namespace", LeaseNamespace), ("ownerReferences", DataArray.Of([owner])))
                ),
                ("spec", DataObject.Of(("holderIdentity", node.Name()), ("leaseDurationSeconds", LeaseSeconds), ("renewTime", now)))
            )
        );
    }
}
