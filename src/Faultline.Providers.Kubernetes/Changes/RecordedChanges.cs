using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>
/// The only way in which functions change a cluster: each change is written down, with what was there and what brings it back,
/// before it is made, and none is made in a namespace that is protected.
/// </summary>
internal sealed class RecordedChanges(
    KubernetesClient client,
    IChangeRecorder recorder,
    ClusterReach reach,
    OwnChanges own,
    bool allowsProtectedNamespaces
)
{
    private readonly ChangeRecording _recording = new(recorder, reach, own);

    /// <summary>Creates an object under the name that it has.</summary>
    public Task<DataObject> CreateAsync(ResourceType type, string? ns, DataObject body, CancellationToken stop)
    {
        var name = Manifest.NameOf(body);
        RefuseProtected(type, ns, name);
        var change = _recording.Creation("create", type, ns, body);
        return _recording.MakeAsync(change, () => client.CreateAsync(type, ns, body, stop));
    }

    /// <summary>Deletes an object that was just looked at.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="item">It as it is.</param>
    /// <param name="stop">Asks the call to end now.</param>
    /// <param name="gracePeriod">Seconds until it is killed; null for what the object itself says.</param>
    public Task<DataObject> DeleteAsync(ResourceType type, string? ns, DataObject item, CancellationToken stop, long? gracePeriod = null)
    {
        var name = Manifest.NameOf(item);
        RefuseProtected(type, ns, name);
        var change = _recording.Removal("delete", type, ns, item);
        return _recording.MakeAsync(change, () => client.DeleteAsync(type, ns, name, gracePeriod, stop));
    }

    /// <summary>Deletes an object by its name, after a look at it.</summary>
    public async Task<DataObject> DeleteAsync(ResourceType type, string? ns, string name, CancellationToken stop)
    {
        RefuseProtected(type, ns, name);
        return await DeleteAsync(type, ns, await client.GetAsync(type, ns, name, stop), stop);
    }

    /// <summary>Changes a few fields of an object that was just looked at.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="item">It as it is.</param>
    /// <param name="kind">How the patch is meant.</param>
    /// <param name="patch">The patch: the fields with their new values.</param>
    /// <param name="undo">What brings the former values back: what a person would type.</param>
    /// <param name="stop">Asks the call to end now.</param>
    /// <param name="isEvent">Whether it makes something happen, which can't be made unhappened by the former values.</param>
    public Task<DataObject> PatchAsync(
        ResourceType type,
        string? ns,
        DataObject item,
        PatchKind kind,
        DataObject patch,
        string undo,
        CancellationToken stop,
        bool isEvent = false
    )
    {
        var name = Manifest.NameOf(item);
        RefuseProtected(type, ns, name);
        var change = _recording.Change("patch", type, ns, item, MergePatch.Part(item, patch), patch, undo, isWhole: false, isEvent);
        return _recording.MakeAsync(change, () => client.PatchAsync(type, ns, name, kind, patch, stop));
    }

    /// <summary>Changes a part of an object, after a look at the whole of it.</summary>
    public async Task<DataObject> PatchAsync(
        ResourceType type,
        string? ns,
        string name,
        PatchKind kind,
        DataNode patch,
        CancellationToken stop
    )
    {
        RefuseProtected(type, ns, name);
        var item = await client.GetAsync(type, ns, name, stop);
        var change = _recording.Change("patch", type, ns, item, item, patch as DataObject, Undoing.Replace(type, ns), isWhole: true);
        return await _recording.MakeAsync(change, () => client.PatchAsync(type, ns, name, kind, patch, stop));
    }

    /// <summary>Puts an object in the place of the one that is there, whose version it gets where it names none.</summary>
    public async Task<DataObject> ReplaceAsync(ResourceType type, string? ns, string name, DataObject body, CancellationToken stop)
    {
        RefuseProtected(type, ns, name);
        var item = await client.GetAsync(type, ns, name, stop);
        var typed = Manifest.Typed(type, body);
        var change = _recording.Change("update", type, ns, item, item, typed, Undoing.Replace(type, ns), isWhole: true);
        return await _recording.MakeAsync(change, () => client.ReplaceAsync(type, ns, name, WithVersionOf(item, typed), stop));
    }

    /// <summary>Makes an object what the manifest says (server-side apply), whether there was one or not.</summary>
    public async Task<DataObject> ApplyAsync(ResourceType type, string? ns, DataObject body, bool force, CancellationToken stop)
    {
        var name = Manifest.NameOf(body);
        RefuseProtected(type, ns, name);
        var change = await client.FindAsync(type, ns, name, stop) is { } item
            ? _recording.Change("apply", type, ns, item, item, body, Undoing.Replace(type, ns), isWhole: true)
            : _recording.Creation("apply", type, ns, body);
        return await _recording.MakeAsync(change, () => client.ApplyAsync(type, ns, name, body, force, stop));
    }

    /// <summary>Writes down that a pod is about to be evicted, which may take several tries.</summary>
    public void Evicting(string ns, DataObject pod) => _recording.Write(_recording.Removal("evict", ResourceType.Pods, ns, pod));

    /// <summary>Writes down that a command is about to be run in a pod, whose doings nobody knows.</summary>
    public void Executing(string ns, string pod, string container)
    {
        RefuseProtected(ResourceType.Pods, ns, pod);
        _recording.Write(
            new KubernetesChange(ResourceType.Pods)
            {
                Record = new ChangeRecord
                {
                    Verb = "exec",
                    Resource = ResourceType.Pods.PathOf(ns, pod),
                    Namespace = ns,
                    Name = pod,
                    Undo = $"what a command does in the container '{container}' is not known, and so can't be taken back",
                },
            }
        );
    }

    private static DataObject WithVersionOf(DataObject before, DataObject body)
    {
        var metadata = body["metadata"] as DataObject ?? DataObject.Empty;
        return metadata.Has("resourceVersion") || (before["metadata"] as DataObject)?["resourceVersion"] is not { } version
            ? body
            : body.With("metadata", metadata.With("resourceVersion", version));
    }

    private void RefuseProtected(ResourceType type, string? ns, string name)
    {
        var concerned = type == ResourceType.Namespaces ? name : ns;
        if (concerned is not null && ProtectedNamespaces.Refusal(concerned, allowsProtectedNamespaces) is { } refusal)
        {
            throw new KubernetesException(refusal);
        }
    }
}
