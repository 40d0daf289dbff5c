using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The functions on objects of any kind that stand in namespaces.</summary>
internal static class NamespacedObjects
{
    /// <summary>Creates an object of any kind in a namespace, and answers it; one that is there already is a failure.</summary>
    /// <param name="resource">The manifest, or the patch.</param>
    /// <param name="resourceAsYamlFile">The YAML or JSON file that holds it instead.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(Check))]
    public static Task<DataObject> CreateCustomObjectAsync(
        KubernetesCall call,
        ObjectKind kind,
        [Reads<NamespaceName>] string ns = "default",
        [Reads<ManifestOrPatch>] DataNode? resource = null,
        string? resourceAsYamlFile = null,
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns).CreateAsync(resource, resourceAsYamlFile, stop);

    /// <summary>Deletes an object of any kind in a namespace; that there is none is a failure.</summary>
    /// <param name="name">The object's name.</param>
    /// <returns>What the API answers.</returns>
    [Action("chaosk8s.crd.actions")]
    public static Task<DataObject> DeleteCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns).DeleteAsync(name, stop);

    /// <summary>Changes a part of an object of any kind in a namespace: by a list of operations (JSON Patch), or an object that is laid over it.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="force">Has no effect, as in the reference: the API knows no such thing here.</param>
    /// <param name="resource">The manifest, or the patch.</param>
    /// <param name="resourceAsYamlFile">The YAML or JSON file that holds it instead.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(Check))]
    public static Task<DataObject> PatchCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        [Reads<NamespaceName>] string ns = "default",
        bool force = false,
        [Reads<ManifestOrPatch>] DataNode? resource = null,
        string? resourceAsYamlFile = null,
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns).PatchAsync(name, resource, resourceAsYamlFile, stop);

    /// <summary>Puts an object in the place of another of its kind and name in a namespace.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="force">Has no effect, as in the reference: the API knows no such thing here.</param>
    /// <param name="resource">The manifest, or the patch.</param>
    /// <param name="resourceAsYamlFile">The YAML or JSON file that holds it instead.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(Check))]
    public static Task<DataObject> ReplaceCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        [Reads<NamespaceName>] string ns = "default",
        bool force = false,
        [Reads<ManifestOrPatch>] DataNode? resource = null,
        string? resourceAsYamlFile = null,
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns).ReplaceAsync(name, resource, resourceAsYamlFile, stop);

    /// <summary>Reads an object of any kind in a namespace.</summary>
    /// <param name="name">The object's name.</param>
    /// <returns>The object as the API has it.</returns>
    [Probe("chaosk8s.crd.probes")]
    public static Task<DataObject> GetCustomObjectAsync(
        KubernetesCall call,
        string name,
        ObjectKind kind,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns).GetAsync(name, stop);

    /// <summary>Reads all objects of any kind in a namespace: the list as the API has it.</summary>
    [Probe("chaosk8s.crd.probes")]
    public static Task<DataObject> ListCustomObjectsAsync(
        KubernetesCall call,
        ObjectKind kind,
        [Reads<NamespaceName>] string ns = "default",
        CancellationToken stop = default
    ) => new CustomObject(call, kind, ns).ListAsync(stop);

    internal static IEnumerable<CallProblem> Check(KnownArguments arguments) => CustomObject.CheckBody(arguments);
}
