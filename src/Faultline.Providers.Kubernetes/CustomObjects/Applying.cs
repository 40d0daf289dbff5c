using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Documents;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>
/// Makes objects what a manifest says, by server-side apply: of any kind that the server has, built-in ones included, in the plural
/// and the scope that the server names.
/// </summary>
internal static class Applying
{
    private const string Json = "JSON";
    private const string Yaml = "YAML";

    /// <summary>Makes an object of any kind what a manifest in JSON says, whether there is one or not (server-side apply).</summary>
    /// <param name="resource">The manifest, as JSON text or as it is.</param>
    /// <param name="force">Whether to take over fields that somebody else has set; without it such a conflict is a failure.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(CheckJson))]
    public static Task<DataObject> ApplyFromJsonAsync(
        KubernetesCall call,
        [Reads<JsonManifest>] DataNode resource,
        bool force = false,
        CancellationToken stop = default
    ) => ApplyAsync(call, Manifest(resource, Json, ParseJson), force, stop);

    /// <summary>Makes an object of any kind what a manifest in YAML says, whether there is one or not (server-side apply).</summary>
    /// <param name="resource">The manifest, as YAML text or as it is.</param>
    /// <param name="force">Whether to take over fields that somebody else has set; without it such a conflict is a failure.</param>
    /// <returns>The object as the API has it.</returns>
    [Action("chaosk8s.crd.actions", Check = nameof(CheckYaml))]
    public static Task<DataObject> ApplyFromYamlAsync(
        KubernetesCall call,
        [Reads<YamlManifest>] DataNode resource,
        bool force = false,
        CancellationToken stop = default
    ) => ApplyAsync(call, Manifest(resource, Yaml, ParseYaml), force, stop);

    internal static IEnumerable<CallProblem> CheckJson(KnownArguments arguments) => Check(arguments, Json, ParseJson);

    internal static IEnumerable<CallProblem> CheckYaml(KnownArguments arguments) => Check(arguments, Yaml, ParseYaml);

    private static DataNode ParseJson(string text) => JsonText.Parse(text);

    private static DataNode ParseYaml(string text) => YamlText.Parse(text);

    private static async Task<DataObject> ApplyAsync(KubernetesCall call, DataObject manifest, bool force, CancellationToken stop)
    {
        var type = await call.Cluster.Discovery.OfKindAsync(manifest.Text("apiVersion")!, manifest.Text("kind")!, stop);
        var ns = type.IsNamespaced ? (manifest["metadata"] as DataObject)?.Text("namespace") ?? call.Namespace : null;
        var applied = await Outcomes.SayingAsync(
            "Failed to apply resource object: ",
            call.Changes.ApplyAsync(type, ns, manifest, force, stop)
        );
        return Changes.Manifest.WithoutSecrets(type, applied);
    }

    private static DataObject Manifest(DataNode given, string format, Func<string, DataNode> parse) =>
        Read(given, format, parse, out var problem) ?? throw new KubernetesException(problem!);

    // Null where something is wrong with it, which the problem then says.
    private static DataObject? Read(DataNode given, string format, Func<string, DataNode> parse, out string? problem)
    {
        DataObject? manifest;
        try
        {
            manifest = (given is DataString text ? parse(text.Value) : given) as DataObject;
        }
        catch (DataSyntaxException e)
        {
            problem = $"the resource is not {format}: {e.Message}";
            return null;
        }

        problem =
            manifest is null ? "the resource is not an object"
            : string.IsNullOrEmpty(manifest.Text("apiVersion")) ? "missing apiVersion in resource"
            : string.IsNullOrEmpty(manifest.Text("kind")) ? "missing kind in resource"
            : Changes.Manifest.NameOf(manifest).Length == 0 ? "missing metadata.name in resource"
            : null;
        return problem is null ? manifest : null;
    }

    private static IEnumerable<CallProblem> Check(KnownArguments arguments, string format, Func<string, DataNode> parse)
    {
        if (arguments.TryGet("resource", out DataNode? given) && given is not null && Read(given, format, parse, out var problem) is null)
        {
            yield return arguments.Error("resource", problem!, "give a whole manifest, with apiVersion, kind and metadata.name");
        }
    }
}
