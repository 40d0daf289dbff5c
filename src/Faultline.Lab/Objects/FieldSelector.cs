using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>Which objects are meant, by a few of their fields: <c>metadata.name=a,status.phase!=Running</c>.</summary>
internal sealed class FieldSelector
{
    private static readonly ImmutableArray<string> ForAll = ["metadata.name", "metadata.namespace"];

    private static readonly ImmutableDictionary<ResourceKind, ImmutableArray<string>> ForKinds = new Dictionary<
        ResourceKind,
        ImmutableArray<string>
    >
    {
        [ResourceKinds.Pod] =
        [
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        [ResourceKinds.Event] =
        [
            .. Referenced("involvedObject"),
            .. Referenced("regarding"),
            "reason",
            "reportingComponent",
            "reportingController",
            "source",
            "type",
        ],
        [ResourceKinds.Node] = ["spec.unschedulable"],
        [ResourceKinds.Secret] = ["type"],
        [ResourceKinds.Namespace] = ["status.phase"],
        [ResourceKinds.ReplicaSet] = ["status.replicas"],
        [ResourceKinds.Service] = ["spec.clusterIP", "spec.type"],
    }.ToImmutableDictionary();

    private readonly ImmutableArray<(string Field, string Value, bool IsEqual)> _requirements;

    private FieldSelector(ImmutableArray<(string Field, string Value, bool IsEqual)> requirements) => _requirements = requirements;

    /// <summary>Whether the object meets every requirement.</summary>
    public bool Matches(DataObject node) =>
        _requirements.All(requirement => (Text(node, requirement.Field) == requirement.Value) == requirement.IsEqual);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is none, or names a field that can't be selected by.</exception>
    public static FieldSelector Parse(string text, ResourceKind kind) =>
        new([
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Read(part, text, kind)),
        ]);

    private static IEnumerable<string> Referenced(string field) =>
        ((string[])["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]).Select(part => $"{field}.{part}");

    private static string Text(DataObject node, string field) =>
        field switch
        {
            "source" => node.TextAt("source", "component") ?? node.TextAt("reportingComponent") ?? "",
            "spec.unschedulable" or "spec.hostNetwork" => node.IsTrueAt(field.Split('.')) ? "true" : "false",
            "reportingController" => node.TextAt("reportingComponent") ?? "",
            _ => node.At(field.Replace("regarding.", "involvedObject.", StringComparison.Ordinal).Split('.')) switch
            {
                DataString text => text.Value,
                DataNumber number => number.Text,
                _ => "",
            },
        };

    private static (string Field, string Value, bool IsEqual) Read(string part, string text, ResourceKind kind)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new FormatException($"invalid field selector: '{text}'; can't understand '{part}'");
        }

        var isEqual = part[at - 1] != '!';
        var field = part[..(isEqual ? at : at - 1)].TrimEnd();
        var value = part[(at + 1)..].TrimStart('=').Trim();
        return ForAll.Contains(field) || (ForKinds.TryGetValue(kind, out var own) && own.Contains(field))
            ? (field, value, isEqual)
            : throw new FormatException($"field label not supported: {field}");
    }
}
