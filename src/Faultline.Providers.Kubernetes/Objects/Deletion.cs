using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Deleting objects, each of which is looked at first.</summary>
internal static class Deletion
{
    /// <summary>Deletes one object; that there is none is a failure.</summary>
    public static async Task ByNameAsync(KubernetesCall call, ResourceSource resource, string name, string ns, CancellationToken stop) =>
        await call.Changes.DeleteAsync(await resource(call, null, stop), ns, name, stop);

    /// <summary>Deletes the objects of a namespace that have a name, or labels, or both.</summary>
    public static async Task<ActivityOutcome> MatchingAsync(
        KubernetesCall call,
        ResourceType type,
        string? name,
        string? labels,
        bool all,
        string ns,
        CancellationToken stop
    )
    {
        Selectors.Require(call, all, "name", "label_selector");
        var deleting = new OneByOne("Deleted", "deleting " + type.Plural);
        var end = await MatchingAsync(call, type, ns, ListOptions.By(name, labels), deleting, stop);
        return end
            ?? new ActivityOutcome.Succeeded(DataNull.Instance)
            {
                Warnings = deleting.Warnings,
                Unproven =
                    deleting.Done.Count > 0
                        ? null
                        : $"no {type.Singular} was deleted: none in namespace '{ns}' matches {Shown(name, labels)}",
            };
    }

    /// <summary>Deletes the objects that the options choose.</summary>
    /// <returns>Null where all is done; otherwise how the call ends.</returns>
    public static async Task<ActivityOutcome?> MatchingAsync(
        KubernetesCall call,
        ResourceType type,
        string ns,
        ListOptions options,
        OneByOne deleting,
        CancellationToken stop
    )
    {
        var found = await call.Cluster.ListAsync(type, ns, options, stop);
        var byName = found.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        ImmutableArray<string> names = [.. found.Select(Manifest.NameOf)];
        return await deleting.RunAsync(names, name => call.Changes.DeleteAsync(type, ns, byName[name], stop), stop);
    }

    /// <summary>Finds calls that would delete everything there is.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments) => Selectors.Check(arguments, "name", "label_selector");

    private static string Shown(string? name, string? labels)
    {
        string?[] parts =
        [
            string.IsNullOrEmpty(name) ? null : $"name '{name}'",
            string.IsNullOrEmpty(labels) ? null : $"label_selector '{labels}'",
        ];
        return string.Join(" and ", parts.OfType<string>().DefaultIfEmpty("no selector"));
    }
}
