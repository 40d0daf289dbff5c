using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Documents;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Faultline.Providers.Kubernetes.Objects;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>Objects of a kind that a cluster may have besides the built-in ones.</summary>
/// <param name="call">The call.</param>
/// <param name="kind">Which kind.</param>
/// <param name="ns">The namespace; null for objects of the cluster as a whole.</param>
internal sealed class CustomObject(KubernetesCall call, ObjectKind kind, string? ns)
{
    private const string Neither = "Either `resource` or `resource_as_yaml_file` must be set";

    public Task<DataObject> CreateAsync(DataNode? resource, string? file, CancellationToken stop) =>
        SayingAsync(
            "create",
            async () => await Creation.CreateAsync(call, await TypeAsync(stop), ns, await ManifestAsync(resource, file, stop), stop)
        );

    public Task<DataObject> DeleteAsync(string name, CancellationToken stop) =>
        SayingAsync("delete", async () => await call.Changes.DeleteAsync(await TypeAsync(stop), ns, name, stop));

    public Task<DataObject> PatchAsync(string name, DataNode? resource, string? file, CancellationToken stop) =>
        SayingAsync(
            "patch",
            async () =>
            {
                var patch = await BodyAsync(resource, file, stop);
                var form = patch is DataArray ? PatchKind.Json : PatchKind.Merge;
                return await call.Changes.PatchAsync(await TypeAsync(stop), ns, name, form, patch, stop);
            }
        );

    public Task<DataObject> ReplaceAsync(string name, DataNode? resource, string? file, CancellationToken stop) =>
        SayingAsync(
            "replace",
            async () => await call.Changes.ReplaceAsync(await TypeAsync(stop), ns, name, await ManifestAsync(resource, file, stop), stop)
        );

    public async Task<DataObject> GetAsync(string name, CancellationToken stop) =>
        await call.Cluster.GetAsync(await TypeAsync(stop), ns, name, stop);

    public async Task<DataObject> ListAsync(CancellationToken stop) =>
        await call.Cluster.GetListAsync(await TypeAsync(stop), ns, new ListOptions(), stop);

    /// <summary>What is wrong with the body, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> CheckBody(KnownArguments arguments)
    {
        const string Given = "resource";
        const string FilePath = "resource_as_yaml_file";
        if (
            arguments.IsOpen(Given)
            || arguments.IsOpen(FilePath)
            || arguments.Value(Given) is not (null or DataNull)
            || Selectors.IsGiven(arguments.Value(FilePath))
        )
        {
            yield break;
        }

        yield return arguments.Error(null, Neither, "give one of them");
    }

    private static Task<DataObject> SayingAsync(string verb, Func<Task<DataObject>> asked) =>
        Outcomes.SayingAsync($"Failed to {verb} custom resource object: ", asked());

    // The kind of objects as the server has it.
    private async Task<ResourceType> TypeAsync(CancellationToken stop)
    {
        var isNamespaced = ns is not null;
        ResourceType type;
        try
        {
            type = await call.Cluster.Discovery.OfPluralAsync(kind.Group, kind.Version, kind.Plural, stop);
        }
        catch (KubernetesException e) when (e.StatusCode == 403)
        {
            // Who may not ask what there is may still use it.
            return new ResourceType(kind.Group, kind.Version, kind.Plural, kind.Plural, "") { IsNamespaced = isNamespaced };
        }

        return type.IsNamespaced == isNamespaced
            ? type
            : throw new KubernetesException(
                $"{type.KubectlName} stand in {(type.IsNamespaced ? "namespaces" : "no namespace")}: use the function "
                    + (type.IsNamespaced ? "without 'cluster' in its name." : "with 'cluster' in its name.")
            );
    }

    // What the arguments give, or the file holds.
    private static async Task<DataNode> BodyAsync(DataNode? given, string? path, CancellationToken stop)
    {
        if (given is not null)
        {
            return given;
        }

        if (string.IsNullOrEmpty(path))
        {
            throw new KubernetesException(Neither);
        }

        try
        {
            return DocumentText.Parse(await File.ReadAllBytesAsync(path, stop), DocumentText.FormatOf(path) ?? DocumentFormat.Yaml);
        }
        catch (Exception e) when (e is DataSyntaxException or IOException or UnauthorizedAccessException)
        {
            throw new KubernetesException($"Path '{path}' is not a valid resource file: {e.Message}");
        }
    }

    private static async Task<DataObject> ManifestAsync(DataNode? given, string? path, CancellationToken stop) =>
        await BodyAsync(given, path, stop) is var body && body is DataObject manifest
            ? manifest
            : throw new KubernetesException($"a manifest is an object, and this is {body.Kind}");
}
