using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Custom;
using Faultline.Lab.Objects.Rules;

namespace Faultline.Lab.Workloads;

/// <summary>Checks new objects, fills in what Kubernetes would, and puts them into the store.</summary>
internal sealed class Admission(ObjectStore store, LoopbackNetwork network, IdSource ids, LabFile file, TimeProvider time)
{
    // What the lab says about an object is not for others to say.
    private static readonly string[] OwnAnnotations = [LabAnnotations.RealPort];

    /// <summary>Creates an object.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="inNamespace">The namespace that the request names; empty for kinds that have none.</param>
    /// <param name="manifest">The object as written.</param>
    /// <param name="finish">Adds the account of who set what, once all else is decided.</param>
    /// <param name="dryRun">Whether to say only what would be.</param>
    /// <exception cref="KubernetesException">It can't be created.</exception>
    public DataObject Create(
        ResourceKind kind,
        string inNamespace,
        DataObject manifest,
        Func<DataObject, DataObject>? finish = null,
        bool dryRun = false
    )
    {
        RequireNamespace(kind, inNamespace, manifest);
        manifest = kind == ResourceKinds.Pod ? PodRules.Prepare(manifest, file.PodEvictionTimeout) : manifest;
        var prefix = manifest.TextAt("metadata", "generateName");
        while (true)
        {
            var isGenerated = string.IsNullOrEmpty(manifest.Name());
            var name = isGenerated && !string.IsNullOrEmpty(prefix) ? prefix + ids.NameSuffix() : manifest.Name();
            var clean = Defaults.Apply(kind, Clean(kind, inNamespace, name, manifest));
            ObjectRules.Require(kind, clean);
            var key = new ObjectKey(kind, inNamespace, name);
            if (store.Get(key) is null)
            {
                var node = InitialStatus.Apply(kind, Admit(kind, clean));
                if (store.Create(key, finish is null ? node : finish(node), dryRun) is { } created)
                {
                    return created;
                }
            }

            if (!isGenerated)
            {
                throw KubernetesException.AlreadyExists(kind, name);
            }
        }
    }

    /// <summary>What the lab makes of a change that is allowed; it must have no effects, since the change may not come.</summary>
    /// <param name="kind">The kind of the object.</param>
    /// <param name="before">The object as it was.</param>
    /// <param name="after">The object as it is to be, with defaults, and checked.</param>
    /// <exception cref="KubernetesException">It asks for what the lab does not have.</exception>
    public static DataObject Change(ResourceKind kind, DataObject before, DataObject after)
    {
        if (kind != ResourceKinds.Service || before.TextAt("spec", "clusterIP") is not { } address)
        {
            return after;
        }

        if (after.TextAt("spec", "clusterIP") is { Length: > 0 } other && other != address)
        {
            throw KubernetesException.Invalid(
                kind,
                before.Name(),
                [Cause.Invalid("spec.clusterIPs[0]", Tree.List([other]), "may not change once set")]
            );
        }

        return after.Put(address, "spec", "clusterIP").Put(before.At("spec", "clusterIPs") ?? Tree.List([address]), "spec", "clusterIPs");
    }

    private void RequireNamespace(ResourceKind kind, string inNamespace, DataObject manifest)
    {
        if (!kind.IsNamespaced)
        {
            return;
        }

        if (manifest.Namespace() is { Length: > 0 } own && own != inNamespace)
        {
            throw KubernetesException.BadRequest(
                $"the namespace of the provided object does not match the namespace sent on the request: '{own}' is not '{inNamespace}'"
            );
        }

        var home =
            store.Get(new ObjectKey(ResourceKinds.Namespace, "", inNamespace))
            ?? throw KubernetesException.NotFound(ResourceKinds.Namespace, inNamespace);
        if (home.IsTerminating())
        {
            throw KubernetesException.Forbidden(
                kind,
                manifest.Name(),
                $"unable to create new content in namespace {inNamespace} because it is being terminated"
            );
        }
    }

    private static DataObject Clean(ResourceKind kind, string inNamespace, string name, DataObject manifest)
    {
        var metadata = manifest.At("metadata") as DataObject ?? DataObject.Empty;
        foreach (
            var server in (string[])
                [
                    "uid",
                    "resourceVersion",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "selfLink",
                    "managedFields",
                ]
        )
        {
            metadata = metadata.Without(server);
        }

        if (metadata.At("annotations") is DataObject annotations)
        {
            metadata = metadata.With("annotations", OwnAnnotations.Aggregate(annotations, (left, own) => left.Without(own)));
        }

        metadata = metadata.With("name", name);
        metadata = kind.IsNamespaced ? metadata.With("namespace", inNamespace) : metadata.Without("namespace");
        if (kind.HasGeneration)
        {
            metadata = metadata.With("generation", 1);
        }

        // Of nodes the status is what matters, and who registers one knows it.
        var hasOwnStatus = kind.HasStatus && kind != ResourceKinds.Node;
        var rest = manifest.Members.Where(member =>
            member.Key is not ("apiVersion" or "kind" or "metadata") && !(hasOwnStatus && member.Key == "status")
        );
        return new DataObject([new("apiVersion", kind.ApiVersion), new("kind", kind.Kind), new("metadata", metadata), .. rest]);
    }

    private DataObject Admit(ResourceKind kind, DataObject node) =>
        kind == ResourceKinds.Pod ? PodRules.Admit(node)
        : kind == ResourceKinds.Service ? ServiceRules.Admit(node, network, file.NoEndpoint)
        : kind == ResourceKinds.ReplicaSet || kind == ResourceKinds.StatefulSet ? node.Put(0, "status", "replicas")
        : kind == ResourceKinds.Namespace
            ? node.With("spec", DataObject.Of(("finalizers", DataArray.Of(["kubernetes"]))))
                .Put("Active", "status", "phase")
                .Put(node.Name(), "metadata", "labels", "kubernetes.io/metadata.name")
        : kind == ResourceKinds.CustomResourceDefinition
            ? DefinitionRules.Accept(
                node.Put(Tree.List(node.WordsAt("metadata", "finalizers").Append(DefinitionRules.Finalizer)), "metadata", "finalizers"),
                time.GetUtcNow()
            )
        : kind == ResourceKinds.PersistentVolumeClaim ? ClaimRules.Admit(node)
        : node;
}
