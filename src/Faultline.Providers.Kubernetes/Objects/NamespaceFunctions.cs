using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>The functions on namespaces.</summary>
internal static class NamespaceFunctions
{
    private const string Actions = "chaosk8s.namespace.actions";
    private const string Neither = "You need to either specify name or spec_path";

    private static readonly Parameter<string?> NewName = Parameter.OptionalText(
        "name",
        "The namespace's name; not looked at where spec_path is given."
    );

    private static readonly Parameter<string?> SpecPath = Parameter.OptionalText(
        "spec_path",
        "The file that holds the manifest: .json, .yaml or .yml."
    );

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        FunctionEntry.Action(
            Actions,
            "create_namespace",
            "Creates a namespace, by its name alone or from a file.",
            [NewName, SpecPath],
            CreateAsync,
            Check
        ),
        FunctionEntry.Action(
            Actions,
            "delete_namespace",
            "Deletes a namespace with everything in it, which does not come back.",
            [Common.Name],
            async (call, stop) =>
            {
                await call.Changes.DeleteAsync(ResourceType.Namespaces, null, call.Get(Common.Name), stop);
                return Outcomes.Done;
            },
            CheckProtected
        ),
        FunctionEntry.Probe(
            "chaosk8s.namespace.probes",
            "namespace_exists",
            "Tells whether there is a namespace.",
            [Common.Name],
            async (call, stop) =>
                Outcomes.Of(await call.Cluster.FindAsync(ResourceType.Namespaces, null, call.Get(Common.Name), stop) is not null)
        ),
    ];

    private static async Task<ActivityOutcome> CreateAsync(KubernetesCall call, CancellationToken stop)
    {
        var (name, path) = (call.Get(NewName), call.Get(SpecPath));
        var manifest =
            !string.IsNullOrEmpty(path) ? await ManifestFile.ReadAsync(path, stop)
            : !string.IsNullOrEmpty(name) ? DataObject.Of(("metadata", DataObject.Of(("name", name))))
            : null;
        if (manifest is null)
        {
            return new ActivityOutcome.Failed(Neither);
        }

        await Creation.CreateAsync(call, ResourceType.Namespaces, null, manifest, stop);
        return Outcomes.Done;
    }

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        var isGiven = Selectors.IsGiven(arguments.Value(NewName)) || Selectors.IsGiven(arguments.Value(SpecPath));
        return isGiven || arguments.IsOpen(NewName) || arguments.IsOpen(SpecPath)
            ? ManifestFile.Check(SpecPath)(arguments)
            : [arguments.Error(null, Neither, "give one of them")];
    }

    private static IEnumerable<CallProblem> CheckProtected(CheckedArguments arguments)
    {
        if (arguments.TryGet(Common.Name, out var name) && ProtectedNamespaces.Refusal(name, allowed: false) is not null)
        {
            yield return arguments.Warning(Common.Name, $"the namespace '{name}' is protected", ProtectedNamespaces.Remedy);
        }
    }
}
