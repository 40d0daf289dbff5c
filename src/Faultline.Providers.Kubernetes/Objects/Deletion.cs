using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.Objects;

/// <summary>Functions that delete objects, each of which is looked at first.</summary>
internal static class Deletion
{
    /// <summary>A function that deletes one object; that there is none is a failure.</summary>
    public static FunctionEntry ByName(string module, string name, string summary, ResourceSource resource) =>
        FunctionEntry.Action(
            module,
            name,
            summary,
            [Common.Name, Common.Namespace],
            async (call, stop) =>
            {
                await call.Changes.DeleteAsync(await resource(call, null, stop), call.Namespace, call.Get(Common.Name), stop);
                return Outcomes.Done;
            }
        );

    /// <summary>A function that deletes the objects of a namespace that have a name, or labels, or both.</summary>
    public static FunctionEntry Matching(string module, string name, string summary, ResourceType type) =>
        FunctionEntry.Action(
            module,
            name,
            summary,
            [Common.OptionalName, Common.Namespace, Common.LabelSelector, Common.All],
            (call, stop) => MatchingAsync(call, type, call.Get(Common.OptionalName), call.Get(Common.LabelSelector), stop),
            Selectors.Check(Common.OptionalName, Common.LabelSelector)
        );

    private static async Task<ActivityOutcome> MatchingAsync(
        KubernetesCall call,
        ResourceType type,
        string? name,
        string? labels,
        CancellationToken stop
    )
    {
        Selectors.Require(call, Common.OptionalName, Common.LabelSelector);
        var deleting = new OneByOne("Deleted", "deleting " + type.Plural);
        var end = await MatchingAsync(call, type, ListOptions.By(name, labels), deleting, stop);
        return end
            ?? new ActivityOutcome.Succeeded(DataNull.Instance)
            {
                Warnings = deleting.Warnings,
                Unproven =
                    deleting.Done.Count > 0
                        ? null
                        : $"no {type.Singular} was deleted: none in namespace '{call.Namespace}' matches {Shown(name, labels)}",
            };
    }

    /// <summary>Deletes the objects that the options choose.</summary>
    /// <returns>Null where all is done; otherwise how the call ends.</returns>
    public static async Task<ActivityOutcome?> MatchingAsync(
        KubernetesCall call,
        ResourceType type,
        ListOptions options,
        OneByOne deleting,
        CancellationToken stop
    )
    {
        var found = await call.Cluster.ListAsync(type, call.Namespace, options, stop);
        var byName = found.ToDictionary(Manifest.NameOf, StringComparer.Ordinal);
        ImmutableArray<string> names = [.. found.Select(Manifest.NameOf)];
        return await deleting.RunAsync(names, name => call.Changes.DeleteAsync(type, call.Namespace, byName[name], stop), stop);
    }

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
