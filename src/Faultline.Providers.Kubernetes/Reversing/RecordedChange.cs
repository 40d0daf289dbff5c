using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Reversing;

/// <summary>A change of a cluster, as its record tells it.</summary>
internal sealed record RecordedChange
{
    private static readonly ResourceType[] Known =
    [
        ResourceType.Pods,
        ResourceType.Secrets,
        ResourceType.Namespaces,
        ResourceType.Nodes,
        ResourceType.Services,
        ResourceType.Deployments,
        ResourceType.StatefulSets,
        ResourceType.DaemonSets,
        ResourceType.ReplicaSets,
    ];

    public required string Verb { get; init; }

    public required ResourceType Type { get; init; }

    public required string? Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>When it was written down.</summary>
    public required DateTimeOffset At { get; init; }

    public required DataObject Reach { get; init; }

    /// <summary>What is put back, wholly or in part; null where there was nothing.</summary>
    public DataObject? Before { get; init; }

    /// <summary>What the change left, or asked for; null where that is not known.</summary>
    public DataObject? After { get; init; }

    /// <summary>The object that was changed; null where it is not known.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether the change is known to have been made.</summary>
    public bool IsMade { get; init; }

    /// <summary>Whether something is missing that only a process which is gone has known.</summary>
    public bool LacksSecrets { get; init; }

    /// <summary>What to call the object: <c>deployment 'web' in namespace 'shop'</c>.</summary>
    public string Words => $"{Type.Singular} '{Name}'" + (Namespace is null ? "" : $" in namespace '{Namespace}'");

    /// <summary>The change of a record; null where the record is not of this kind.</summary>
    public static RecordedChange? Read(UndoRecord record, DataObject secrets)
    {
        var told = record.Arguments;
        if (
            told.Text("verb") is not { } verb
            || told.Text("name") is not { } name
            || !TryRead(told.Text("resource") ?? "", told.Text("namespace"), out var type)
        )
        {
            return null;
        }

        var reach = told["reach"] as DataObject ?? DataObject.Empty;
        var (before, after) = (ChangeReach.BeforeOf(record, reach, secrets), ChangeReach.AfterOf(record, secrets));
        var hasAll = ChangeReach.HasBefore(secrets);
        return new RecordedChange
        {
            Verb = verb,
            Type = type with { Singular = Singular(type, before.Text("kind") ?? after?.Text("kind")) },
            Namespace = told.Text("namespace"),
            Name = name,
            At = record.At,
            Reach = reach,
            Before = before.Members.IsEmpty ? null : before,
            After = after,
            Uid = ChangeReach.UidOf(reach),
            IsMade = ChangeReach.IsMade(reach),
            LacksSecrets =
                !hasAll
                && (Manifest.IsSecret(type) || (record.IsMasked && (ClusterReach.IsMasked(before) || ClusterReach.IsMasked(after)))),
        };
    }

    // The path of one object: /api/v1/…, /apis/GROUP/VERSION/…, with or without a namespace.
    private static bool TryRead(string path, string? ns, [NotNullWhen(true)] out ResourceType? type)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        type = (parts, ns) switch
        {
            (["api", var version, "namespaces", _, var plural, _], not null) => Of("", version, plural, isNamespaced: true),
            (["api", var version, var plural, _], null) => Of("", version, plural, isNamespaced: false),
            (["apis", var group, var version, "namespaces", _, var plural, _], not null) => Of(group, version, plural, isNamespaced: true),
            (["apis", var group, var version, var plural, _], null) => Of(group, version, plural, isNamespaced: false),
            _ => null,
        };
        return type is not null;
    }

#pragma warning disable CA1308 // Kinds are written in words of capitals, and sentences are not.
    private static string Singular(ResourceType type, string? kind) =>
        type.Singular == type.Plural && kind is not null ? kind.ToLowerInvariant() : type.Singular;
#pragma warning restore CA1308

    private static ResourceType Of(string group, string version, string plural, bool isNamespaced) =>
        Known.FirstOrDefault(type => type.Group == group && type.Version == version && type.Plural == plural)
        ?? new ResourceType(group, version, plural, plural, "") { IsNamespaced = isNamespaced };
}
