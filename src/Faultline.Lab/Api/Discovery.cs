using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>The documents by which clients learn what the API has.</summary>
internal static class Discovery
{
    private const string Authorization = "authorization.k8s.io";

    private static readonly string[] Verbs = ["create", "delete", "get", "list", "watch"];

    /// <summary>The document at a path; null where there is none.</summary>
    public static DataObject? At(string path) =>
        path.TrimEnd('/') switch
        {
            "/version" => Version(),
            "/api" => DataObject.Of(
                ("kind", "APIVersions"),
                ("versions", DataArray.Of(["v1"])),
                ("serverAddressByClientCIDRs", DataArray.Empty)
            ),
            "/apis" => DataObject.Of(
                ("kind", "APIGroupList"),
                ("apiVersion", "v1"),
                ("groups", DataArray.Of([Group("apps"), Group(Authorization)]))
            ),
            "/apis/apps" => Standalone(Group("apps")),
            "/apis/" + Authorization => Standalone(Group(Authorization)),
            "/api/v1" => Resources("v1", [.. Of(""), PodLog()]),
            "/apis/apps/v1" => Resources("apps/v1", Of("apps")),
            "/apis/" + Authorization + "/v1" => Resources(Authorization + "/v1", [AccessReviews()]),
            _ => null,
        };

    private static DataObject Version() =>
        DataObject.Of(
            ("major", "1"),
            ("minor", "32"),
            ("gitVersion", "v1.32.0+faultline"),
            ("gitCommit", ""),
            ("gitTreeState", "clean"),
            ("buildDate", "1970-01-01T00:00:00Z"),
            ("goVersion", ""),
            ("compiler", ""),
            ("platform", "linux/amd64")
        );

    private static DataObject Group(string name)
    {
        var version = DataObject.Of(("groupVersion", name + "/v1"), ("version", "v1"));
        return DataObject.Of(("name", name), ("versions", DataArray.Of([version])), ("preferredVersion", version));
    }

    private static DataObject Standalone(DataObject group) => new([new("kind", "APIGroup"), new("apiVersion", "v1"), .. group.Members]);

    private static DataObject Resources(string groupVersion, IEnumerable<DataNode> resources) =>
        DataObject.Of(
            ("kind", "APIResourceList"),
            ("apiVersion", "v1"),
            ("groupVersion", groupVersion),
            ("resources", DataArray.Of(resources))
        );

    private static IEnumerable<DataNode> Of(string group) =>
        ResourceKinds
            .All.Where(kind => kind.Group == group)
            .Select(kind =>
                Resource(kind.Plural, kind.Singular, kind.IsNamespaced, kind.Kind, Verbs)
                    .With("shortNames", DataArray.Of(kind.ShortNames.Select(name => (DataNode)name)))
                    .With("categories", DataArray.Of(kind.Categories.Select(name => (DataNode)name)))
            );

    private static DataObject PodLog() => Resource("pods/log", "", isNamespaced: true, "Pod", ["get"]);

    private static DataObject AccessReviews() =>
        Resource("selfsubjectaccessreviews", "selfsubjectaccessreview", isNamespaced: false, "SelfSubjectAccessReview", ["create"]);

    private static DataObject Resource(string name, string singular, bool isNamespaced, string kind, IEnumerable<string> verbs) =>
        DataObject.Of(
            ("name", name),
            ("singularName", singular),
            ("namespaced", isNamespaced),
            ("kind", kind),
            ("verbs", DataArray.Of(verbs.Select(verb => (DataNode)verb)))
        );
}
