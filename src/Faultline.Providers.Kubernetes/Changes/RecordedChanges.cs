using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>
/// The only way in which functions change a cluster: each change is written down, with what was there and what brings it back,
/// before it is made, and none is made in a namespace that is protected.
/// </summary>
internal sealed class RecordedChanges(KubernetesClient client, IChangeRecorder recorder, bool allowsProtectedNamespaces)
{
    /// <summary>Creates an object under the name that it has.</summary>
    public Task<DataObject> CreateAsync(ResourceType type, string? ns, DataObject body, CancellationToken stop)
    {
        var name = Manifest.NameOf(body);
        Record("create", type, ns, name, before: null, Undoing.Delete(type, ns, name));
        return client.CreateAsync(type, ns, body, stop);
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
        Record("delete", type, ns, name, Manifest.Of(type, item), UndoOfRemoval(type, ns, item));
        return client.DeleteAsync(type, ns, name, gracePeriod, stop);
    }

    /// <summary>Deletes an object by its name, after a look at it.</summary>
    public async Task<DataObject> DeleteAsync(ResourceType type, string? ns, string name, CancellationToken stop)
    {
        RefuseProtected(type, ns, name);
        return await DeleteAsync(type, ns, await client.GetAsync(type, ns, name, stop), stop);
    }

    /// <summary>Changes a part of an object.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="kind">How the patch is meant.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="before">What it was, as far as the patch touches it.</param>
    /// <param name="undo">What brings that back.</param>
    /// <param name="stop">Asks the call to end now.</param>
    public Task<DataObject> PatchAsync(
        ResourceType type,
        string? ns,
        string name,
        PatchKind kind,
        DataNode patch,
        DataObject before,
        string undo,
        CancellationToken stop
    )
    {
        Record("patch", type, ns, name, before, undo);
        return client.PatchAsync(type, ns, name, kind, patch, stop);
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
        var before = await client.GetAsync(type, ns, name, stop);
        return await PatchAsync(type, ns, name, kind, patch, Manifest.Of(type, before), Undoing.Replace(type, ns), stop);
    }

    /// <summary>Puts an object in the place of the one that is there, whose version it gets where it names none.</summary>
    public async Task<DataObject> ReplaceAsync(ResourceType type, string? ns, string name, DataObject body, CancellationToken stop)
    {
        RefuseProtected(type, ns, name);
        var before = await client.GetAsync(type, ns, name, stop);
        Record("update", type, ns, name, Manifest.Of(type, before), Undoing.Replace(type, ns));
        return await client.ReplaceAsync(type, ns, name, WithVersionOf(before, Manifest.Typed(type, body)), stop);
    }

    /// <summary>Makes an object what the manifest says (server-side apply), whether there was one or not.</summary>
    public async Task<DataObject> ApplyAsync(ResourceType type, string? ns, DataObject body, bool force, CancellationToken stop)
    {
        var name = Manifest.NameOf(body);
        RefuseProtected(type, ns, name);
        var before = await client.FindAsync(type, ns, name, stop);
        var (manifest, undo) = before is null
            ? (null, Undoing.Delete(type, ns, name))
            : (Manifest.Of(type, before), Undoing.Replace(type, ns));
        Record("apply", type, ns, name, manifest, undo);
        return await client.ApplyAsync(type, ns, name, body, force, stop);
    }

    /// <summary>Writes down that a pod is about to be evicted, which may take several tries.</summary>
    public void Evicting(string ns, DataObject pod) =>
        Write(
            "evict",
            ResourceType.Pods,
            ns,
            Manifest.NameOf(pod),
            Manifest.Of(ResourceType.Pods, pod),
            UndoOfRemoval(ResourceType.Pods, ns, pod)
        );

    /// <summary>Writes down that a command is about to be run in a pod, whose doings nobody knows.</summary>
    public void Executing(string ns, string pod, string container)
    {
        RefuseProtected(ResourceType.Pods, ns, pod);
        Write(
            "exec",
            ResourceType.Pods,
            ns,
            pod,
            before: null,
            $"what a command does in the container '{container}' is not known, and so can't be taken back"
        );
    }

    private static string UndoOfRemoval(ResourceType type, string? ns, DataObject item) =>
        type == ResourceType.Pods && Manifest.ControllerOf(item) is { } controller
            ? $"nothing to do: {controller} makes another in its place"
            : Undoing.Recreate(type, ns);

    private static DataObject WithVersionOf(DataObject before, DataObject body)
    {
        var metadata = body["metadata"] as DataObject ?? DataObject.Empty;
        return metadata.Has("resourceVersion") || (before["metadata"] as DataObject)?["resourceVersion"] is not { } version
            ? body
            : body.With("metadata", metadata.With("resourceVersion", version));
    }

    private void Record(string verb, ResourceType type, string? ns, string name, DataObject? before, string undo)
    {
        RefuseProtected(type, ns, name);
        Write(verb, type, ns, name, before, undo);
    }

    private void Write(string verb, ResourceType type, string? ns, string name, DataObject? before, string undo) =>
        recorder.Record(
            new ChangeRecord
            {
                Verb = verb,
                Resource = type.PathIn(ns) + "/" + PathSegment.Of(name),
                Namespace = ns,
                Name = name,
                Before = before,
                Undo = undo,
            }
        );

    private void RefuseProtected(ResourceType type, string? ns, string name)
    {
        var concerned = type == ResourceType.Namespaces ? name : ns;
        if (concerned is not null && ProtectedNamespaces.Refusal(concerned, allowsProtectedNamespaces) is { } refusal)
        {
            throw new KubernetesException(refusal);
        }
    }
}
