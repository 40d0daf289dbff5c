using System.Diagnostics.CodeAnalysis;
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
    private static readonly Parameter<bool> Force = Parameter.Flag(
        "force",
        false,
        "Whether to take over fields that somebody else has set; without it such a conflict is a failure."
    );

    public static FunctionEntry FromJson { get; } = Of("apply_from_json", "JSON", text => JsonText.Parse(text));

    public static FunctionEntry FromYaml { get; } = Of("apply_from_yaml", "YAML", text => YamlText.Parse(text));

    private static FunctionEntry Of(string name, string format, Func<string, DataNode> parse)
    {
        var resource = new Parameter<DataNode>(
            new FunctionParameter("resource", "string", null, $"The manifest, as {format} text or as it is."),
            $"a string of {format} or an object",
            ReadResource,
            DataObject.Empty
        );
        return FunctionEntry.Action(
            "chaosk8s.crd.actions",
            name,
            $"Makes an object of any kind what a manifest in {format} says, whether there is one or not (server-side apply).",
            [resource, Force],
            async (call, stop) => await ApplyAsync(call, Manifest(call.Get(resource), format, parse), stop),
            arguments => Check(arguments, resource, format, parse)
        );
    }

    private static async Task<ActivityOutcome> ApplyAsync(KubernetesCall call, DataObject manifest, CancellationToken stop)
    {
        var type = await call.Cluster.Discovery.OfKindAsync(manifest.Text("apiVersion")!, manifest.Text("kind")!, stop);
        var ns = type.IsNamespaced ? (manifest["metadata"] as DataObject)?.Text("namespace") ?? call.Namespace : null;
        var applied = await Outcomes.SayingAsync(
            "Failed to apply resource object: ",
            call.Changes.ApplyAsync(type, ns, manifest, call.Get(Force), stop)
        );
        return Outcomes.Of(Changes.Manifest.WithoutSecrets(type, applied));
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

    private static IEnumerable<CallProblem> Check(
        CheckedArguments arguments,
        Parameter<DataNode> resource,
        string format,
        Func<string, DataNode> parse
    )
    {
        if (arguments.TryGet(resource, out var given) && Read(given, format, parse, out var problem) is null)
        {
            yield return arguments.Error(resource, problem!, "give a whole manifest, with apiVersion, kind and metadata.name");
        }
    }

    private static bool ReadResource(DataNode node, [NotNullWhen(true)] out DataNode? value)
    {
        value = node is DataString or DataObject ? node : null;
        return value is not null;
    }
}
