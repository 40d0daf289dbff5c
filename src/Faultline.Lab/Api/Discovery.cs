using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Custom;

namespace Faultline.Lab.Api;

/// <summary>The documents by which clients learn what the API has, one by one or, for newer clients, all in one.</summary>
internal sealed class Discovery(KindCatalogue kinds)
{
    private const string Aggregated = "g=apidiscovery.k8s.io";

    /// <summary>The document at a path, with its content type; null where there is none.</summary>
    public (string ContentType, DataObject Document)? At(string path, string accept)
    {
        var trimmed = path.TrimEnd('/');
        if (trimmed is "/api" or "/apis" && AggregatedVersion(accept) is { } version)
        {
            return ($"application/json;{Aggregated};v={version};as=APIGroupDiscoveryList", Everything(trimmed == "/api", version));
        }

        DataObject? document = trimmed switch
        {
            "/version" => LabVersion.Document(),
            "/api" => DataObject.Of(
                ("kind", "APIVersions"),
                ("versions", Tree.List(["v1"])),
                ("serverAddressByClientCIDRs", DataArray.Empty)
            ),
            "/apis" => DataObject.Of(("kind", "APIGroupList"), ("apiVersion", "v1"), ("groups", DataArray.Of(Groups().Select(Group)))),
            "/api/v1" => Resources(new GroupVersion("", "v1")),
            _ when trimmed.Split('/') is ["", "apis", var group] && Groups().Contains(group) => new DataObject([
                new("kind", "APIGroup"),
                new("apiVersion", "v1"),
                .. Group(group).Members,
            ]),
            _ when trimmed.Split('/') is ["", "apis", var group, var served] && Versions(group).Contains(served) => Resources(
                new GroupVersion(group, served)
            ),
            _ => null,
        };
        return document is null ? null : ("application/json", document);
    }

    // The version that comes first in the header, unless the plain documents do.
    private static string? AggregatedVersion(string accept)
    {
        var first = accept.Split(',')[0];
        return !first.Contains(Aggregated, StringComparison.Ordinal) ? null
            : first.Contains("v=v2beta1", StringComparison.Ordinal) ? "v2beta1"
            : "v2";
    }

    private IEnumerable<ResourceKind> All() => kinds.All.Concat(ResourceKinds.Reviews);

    private List<string> Groups() =>
        [.. All().SelectMany(kind => kind.Served).Select(served => served.Group).Where(group => group.Length > 0).Distinct()];

    private List<string> Versions(string group) =>
        [
            .. All()
                .SelectMany(kind => kind.Served)
                .Where(served => served.Group == group)
                .Select(served => served.Version)
                .Distinct()
                .OrderByDescending(version => version, VersionOrder.Instance),
        ];

    private DataObject Group(string name)
    {
        var versions = Versions(name)
            .Select(version => DataObject.Of(("groupVersion", $"{name}/{version}"), ("version", version)))
            .ToList();
        return DataObject.Of(("name", name), ("versions", DataArray.Of(versions)), ("preferredVersion", versions[0]));
    }

    private IEnumerable<ResourceKind> In(GroupVersion served) => All().Where(kind => kind.Served.Contains(served));

    private DataObject Resources(GroupVersion served) =>
        DataObject.Of(
            ("kind", "APIResourceList"),
            ("apiVersion", "v1"),
            ("groupVersion", served.ToString()),
            ("resources", DataArray.Of(In(served).SelectMany(kind => Resource(kind, served))))
        );

    private static IEnumerable<DataObject> Resource(ResourceKind kind, GroupVersion served)
    {
        var resource = DataObject.Of(
            ("name", kind.Plural),
            ("singularName", kind.Singular),
            ("namespaced", kind.IsNamespaced),
            ("kind", kind.Kind),
            ("verbs", Tree.List(kind.Verbs))
        );
        resource = kind.ShortNames.IsEmpty ? resource : resource.With("shortNames", Tree.List(kind.ShortNames));
        yield return kind.Categories.IsEmpty ? resource : resource.With("categories", Tree.List(kind.Categories));
        foreach (var part in PartsOf(kind, served))
        {
            var (group, version, name, verbs) = SubresourceKind(part, kind, served);
            var entry = DataObject.Of(
                ("name", $"{kind.Plural}/{part}"),
                ("singularName", ""),
                ("namespaced", kind.IsNamespaced),
                ("kind", name),
                ("verbs", Tree.List(verbs))
            );
            yield return new GroupVersion(group, version) == served ? entry : entry.With("group", group).With("version", version);
        }
    }

    private DataObject Everything(bool isCore, string version)
    {
        var groups = isCore ? [""] : Groups();
        return DataObject.Of(
            ("kind", "APIGroupDiscoveryList"),
            ("apiVersion", "apidiscovery.k8s.io/" + version),
            ("metadata", DataObject.Empty),
            (
                "items",
                DataArray.Of(
                    groups.Select(group =>
                        (DataNode)
                            DataObject.Of(
                                (
                                    "metadata",
                                    group.Length == 0
                                        ? DataObject.Of(("creationTimestamp", DataNull.Instance))
                                        : DataObject.Of(("name", group), ("creationTimestamp", DataNull.Instance))
                                ),
                                ("versions", DataArray.Of(Versions(group).Select(one => VersionOf(new GroupVersion(group, one)))))
                            )
                    )
                )
            )
        );
    }

    private DataObject VersionOf(GroupVersion served) =>
        DataObject.Of(
            ("version", served.Version),
            ("resources", DataArray.Of(In(served).Select(kind => Described(kind, served)))),
            ("freshness", "Current")
        );

    private static DataObject Described(ResourceKind kind, GroupVersion served)
    {
        static DataObject Kind(GroupVersion served, string kind) =>
            DataObject.Of(("group", served.Group), ("version", served.Version), ("kind", kind));
        var resource = DataObject.Of(
            ("resource", kind.Plural),
            ("responseKind", Kind(served, kind.Kind)),
            ("scope", kind.IsNamespaced ? "Namespaced" : "Cluster"),
            ("singularResource", kind.Singular),
            ("verbs", Tree.List(kind.Verbs))
        );
        resource = kind.ShortNames.IsEmpty ? resource : resource.With("shortNames", Tree.List(kind.ShortNames));
        resource = kind.Categories.IsEmpty ? resource : resource.With("categories", Tree.List(kind.Categories));
        var parts = PartsOf(kind, served)
            .Select(part =>
            {
                var (group, version, name, verbs) = SubresourceKind(part, kind, served);
                return (DataNode)
                    DataObject.Of(
                        ("subresource", part),
                        ("responseKind", Kind(new GroupVersion(group, version), name)),
                        ("verbs", Tree.List(verbs))
                    );
            })
            .ToList();
        return parts.Count == 0 ? resource : resource.With("subresources", DataArray.Of(parts));
    }

    private static IEnumerable<string> PartsOf(ResourceKind kind, GroupVersion served) =>
        kind.Custom?.In(served.ToString()) is { } version
            ? kind.Subresources.Where(part => part == "status" ? version.HasStatus : version.Scale is not null)
            : kind.Subresources;

    private static (string Group, string Version, string Kind, string[] Verbs) SubresourceKind(
        string part,
        ResourceKind kind,
        GroupVersion served
    ) =>
        part switch
        {
            "scale" => ("autoscaling", "v1", "Scale", ["get", "patch", "update"]),
            "eviction" => ("policy", "v1", "Eviction", ["create"]),
            "token" => ("authentication.k8s.io", "v1", "TokenRequest", ["create"]),
            "exec" => ("", "v1", "PodExecOptions", ["create", "get"]),
            "attach" => ("", "v1", "PodAttachOptions", ["create", "get"]),
            "portforward" => ("", "v1", "PodPortForwardOptions", ["create", "get"]),
            "log" => ("", "v1", "Pod", ["get"]),
            "finalize" => ("", "v1", "Namespace", ["update"]),
            _ => (served.Group, served.Version, kind.Kind, ["get", "patch", "update"]),
        };
}
