using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Lab.Networking;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>Checks new objects, fills in what Kubernetes would, and puts them into the store.</summary>
internal sealed partial class Admission(ObjectStore store, LoopbackNetwork network, IdSource ids, NoEndpointMode noEndpoint)
{
    // What the lab says about an object is not for others to say.
    private static readonly string[] OwnAnnotations = [LabAnnotations.RealPort];

    /// <summary>Creates an object.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="inNamespace">The namespace that the request names; empty for kinds that have none.</param>
    /// <param name="manifest">The object as written.</param>
    /// <exception cref="KubernetesException">It can't be created.</exception>
    public DataObject Create(ResourceKind kind, string inNamespace, DataObject manifest)
    {
        RequireNamespace(kind, inNamespace, manifest);
        var prefix = manifest.TextAt("metadata", "generateName");
        while (true)
        {
            var isGenerated = string.IsNullOrEmpty(manifest.Name());
            var name = isGenerated && !string.IsNullOrEmpty(prefix) ? prefix + ids.NameSuffix() : manifest.Name();
            if (!NamePattern().IsMatch(name) || name.Length > 253)
            {
                throw KubernetesException.Invalid(
                    kind,
                    name,
                    name.Length == 0
                        ? "metadata.name: Required value: name or generateName is required"
                        : $"metadata.name: Invalid value: \"{name}\": a name consists of lower case letters, digits, '-' and '.'"
                );
            }

            var node = Admit(kind, Clean(kind, inNamespace, name, manifest));
            if (store.Create(new ObjectKey(kind, inNamespace, name), node) is { } created)
            {
                return created;
            }

            if (!isGenerated)
            {
                throw KubernetesException.AlreadyExists(kind, name);
            }
        }
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
        foreach (var server in (string[])["uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            metadata = metadata.Without(server);
        }

        if (metadata.At("annotations") is DataObject annotations)
        {
            metadata = metadata.With("annotations", OwnAnnotations.Aggregate(annotations, (left, own) => left.Without(own)));
        }

        metadata = metadata.With("name", name);
        metadata = kind.IsNamespaced ? metadata.With("namespace", inNamespace) : metadata.Without("namespace");
        var rest = manifest.Members.Where(member => member.Key is not ("apiVersion" or "kind" or "metadata" or "status"));
        return new DataObject([
            new("apiVersion", kind.ApiVersion),
            new("kind", kind.Kind),
            new("metadata", metadata),
            .. rest,
        ]);
    }

    private DataObject Admit(ResourceKind kind, DataObject node) =>
        kind == ResourceKinds.Pod ? PodRules.Admit(node, network.ForPod(), network.Node)
        : kind == ResourceKinds.Service ? ServiceRules.Admit(node, network.ForService(), noEndpoint)
        : kind == ResourceKinds.ReplicaSet ? ReplicaSetRules.Admit(node)
        : kind == ResourceKinds.Namespace
            ? node.With("spec", DataObject.Of(("finalizers", DataArray.Of(["kubernetes"]))))
                .Put("Active", "status", "phase")
                .Put(node.Name(), "metadata", "labels", "kubernetes.io/metadata.name")
        : node;

    [GeneratedRegex("^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\\z")]
    private static partial Regex NamePattern();
}
