using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The functions on objects of any kind that belong to the cluster as a whole.</summary>
internal static class ClusterObjects
{
    /// <summary>Creates an object of any kind of the cluster, and answers it; one that is there already is a failure.</summary>
    /// <param name="resource">The manifest, or the patch.</param>
    /// <param name="resourceAsYamlFile">The YAML or JSON file that holds it instead.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(Check))]
    public static Task<DataObject> CreateClusterCustomObjectAsync(
        KubernetesCall call,
        ObjectKind kind,
        [Reads<ManifestOrPatch>] DataNode? resource = null,
        string? resourceAsYamlFile = null,
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns: null).CreateAsync(resource, resourceAsYamlFile, stop);

    /// <summary>Deletes an object of any kind of the cluster; that there is none is a failure.</summary>
    /// <param name="name">The object's name.</param>
    /// <returns>What the API answers.</returns>
    [Action("chaosk8s.crd.actions")]
    public static Task<DataObject> DeleteClusterCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        CancellationToken stop
    ) => new CustomObject(call, kind, ns: null).DeleteAsync(name, stop);

    /// <summary>Changes a part of an object of any kind of the cluster: by a list of operations (JSON Patch), or an object that is laid over it.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="force">Has no effect, as in the reference: the API knows no such thing here.</param>
    /// <param name="resource">The manifest, or the patch.</param>
    /// <param name="resourceAsYamlFile">The YAML or JSON file that holds it instead.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(Check))]
    public static Task<DataObject> PatchClusterCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        bool force = false,
        [Reads<ManifestOrPatch>] DataNode? resource = null,
        string? resourceAsYamlFile = null,
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns: null).PatchAsync(name, resource, resourceAsYamlFile, stop);

    /// <summary>Puts an object in the place of another of its kind and name of the cluster.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="force">Has no effect, as in the reference: the API knows no such thing here.</param>
    /// <param name="resource">The manifest, or the patch.</param>
    /// <param name="resourceAsYamlFile">The YAML or JSON file that holds it instead.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(Check))]
    public static Task<DataObject> ReplaceClusterCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        bool force = false,
        [Reads<ManifestOrPatch>] DataNode? resource = null,
        string? resourceAsYamlFile = null,
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns: null).ReplaceAsync(name, resource, resourceAsYamlFile, stop);

    /// <summary>Reads an object of any kind of the cluster.</summary>
    /// <param name="name">The object's name.</param>
    /// <returns>The object as the API has it.</returns>
    [Probe("chaosk8s.crd.probes")]
    public static Task<DataObject> GetClusterCustomObjectAsync(KubernetesCall call, string name, ObjectKind kind, CancellationToken stop) =>
        new CustomObject(call, kind, ns: null).GetAsync(name, stop);

    /// <summary>Reads all objects of any kind of the cluster: the list as the API has it.</summary>
    [Probe("chaosk8s.crd.probes")]
    public static Task<DataObject> ListClusterCustomObjectsAsync(KubernetesCall call, ObjectKind kind, CancellationToken stop) =>
        new CustomObject(call, kind, ns: null).ListAsync(stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => CustomObject.CheckBody(arguments);
}
