using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The arguments by which functions name kinds of objects that a cluster may have besides the built-in ones.</summary>
internal static class CustomObjectArguments
{
    private const string Neither = "Either `resource` or `resource_as_yaml_file` must be set";

    public static Parameter<string> Group { get; } = Parameter.Text("group", "The API group, such as 'chaos-mesh.org'.");

    public static Parameter<string> GroupVersion { get; } = Parameter.Text("version", "The version in the group, such as 'v1alpha1'.");

    public static Parameter<string> Plural { get; } =
        Parameter.Text("plural", "The kind of objects: its plural, as in the API's paths; singular or kind will do.");

    public static Parameter<DataNode?> Resource { get; } =
        new(
            new Abstractions.Functions.FunctionParameter("resource", "object", DataNull.Instance, "The manifest, or the patch."),
            "an object or a list",
            ReadResource,
            null
        );

    public static Parameter<string?> FilePath { get; } =
        Parameter.OptionalText("resource_as_yaml_file", "The YAML or JSON file that holds it instead.");

    public static Parameter<bool> Force { get; } =
        Parameter.Flag("force", false, "Has no effect, as in the reference: the API knows no such thing here.");

    /// <summary>The kind of objects as the server has it.</summary>
    /// <exception cref="KubernetesException">It has none, or its objects stand elsewhere.</exception>
    public static async Task<ResourceType> TypeAsync(KubernetesCall call, bool isNamespaced, CancellationToken stop)
    {
        var (group, version, plural) = (call.Get(Group), call.Get(GroupVersion), call.Get(Plural));
        ResourceType type;
        try
        {
            type = await call.Cluster.Discovery.OfPluralAsync(group, version, plural, stop);
        }
        catch (KubernetesException e) when (e.StatusCode == 403)
        {
            // Who may not ask what there is may still use it.
            return new ResourceType(group, version, plural, plural, "") { IsNamespaced = isNamespaced };
        }

        return type.IsNamespaced == isNamespaced
            ? type
            : throw new KubernetesException(
                $"{type.KubectlName} stand in {(type.IsNamespaced ? "namespaces" : "no namespace")}: use the function "
                    + (type.IsNamespaced ? "without 'cluster' in its name." : "with 'cluster' in its name.")
            );
    }

    /// <summary>What the arguments give, or the file holds.</summary>
    /// <exception cref="KubernetesException">Neither does.</exception>
    public static async Task<DataNode> BodyAsync(KubernetesCall call, CancellationToken stop)
    {
        if (call.Get(Resource) is { } given)
        {
            return given;
        }

        if (call.Get(FilePath) is not { Length: > 0 } path)
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

    /// <summary>The manifest that the arguments give, or the file holds.</summary>
    public static async Task<DataObject> ManifestAsync(KubernetesCall call, CancellationToken stop) =>
        await BodyAsync(call, stop) is var body && body is DataObject manifest
            ? manifest
            : throw new KubernetesException($"a manifest is an object, and this is {body.Kind}");

    /// <summary>What is wrong with the body, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> CheckBody(CheckedArguments arguments)
    {
        if (
            arguments.IsOpen(Resource)
            || arguments.IsOpen(FilePath)
            || arguments.Value(Resource) is not (null or DataNull)
            || Selectors.IsGiven(arguments.Value(FilePath))
        )
        {
            yield break;
        }

        yield return arguments.Error(null, Neither, "give one of them");
    }

    private static bool ReadResource(DataNode node, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DataNode? value)
    {
        value = node is DataObject or DataArray ? node : null;
        return value is not null;
    }
}
