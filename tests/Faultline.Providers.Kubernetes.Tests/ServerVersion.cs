using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>What API servers of some age serve, as far as our functions ask for it.</summary>
internal sealed record ServerVersion(string Name)
{
    /// <summary>The versions of each group, the preferred one first.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Groups { get; init; }

    /// <summary>The resources of each group and version: name, kind, whether namespaced; a subresource may be of another group.</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Resources { get; init; }

    /// <summary>Older servers leave the singular names empty.</summary>
    public bool HasSingulars { get; init; }

    private static readonly ImmutableArray<string> Crds =
    [
        Resource("networkchaos", "NetworkChaos", true),
        Resource("podchaos", "PodChaos", true),
        Resource("remoteclusters", "RemoteCluster", false),
    ];

    /// <summary>Evictions are beta, and so are disruption budgets; ingresses have just become stable.</summary>
    public static ServerVersion Of120 { get; } =
        new("1.20")
        {
            Groups = Versions(
                ("policy", ["v1beta1"]),
                ("networking.k8s.io", ["v1", "v1beta1"]),
                ("events.k8s.io", ["v1", "v1beta1"]),
                ("apps", ["v1"]),
                ("chaos-mesh.org", ["v1alpha1"])
            ),
            Resources = Lists(
                (
                    "v1",
                    [
                        Resource("pods", "Pod", true),
                        Sub("pods/eviction", "Eviction", "policy", "v1beta1"),
                        Resource("configmaps", "ConfigMap", true),
                        Resource("secrets", "Secret", true),
                    ]
                ),
                ("policy/v1beta1", [Resource("poddisruptionbudgets", "PodDisruptionBudget", true)]),
                ("networking.k8s.io/v1", [Resource("ingresses", "Ingress", true), Resource("networkpolicies", "NetworkPolicy", true)]),
                ("networking.k8s.io/v1beta1", [Resource("ingresses", "Ingress", true)]),
                ("events.k8s.io/v1", [Resource("events", "Event", true)]),
                ("events.k8s.io/v1beta1", [Resource("events", "Event", true)]),
                ("apps/v1", [Resource("deployments", "Deployment", true)]),
                ("chaos-mesh.org/v1alpha1", Crds)
            ),
        };

    /// <summary>Older still: ingresses and events are beta.</summary>
    public static ServerVersion Of118 { get; } =
        Of120 with
        {
            Name = "1.18",
            Groups = Of120.Groups.SetItem("events.k8s.io", ["v1beta1"]),
            Resources = Of120
                .Resources.SetItem("networking.k8s.io/v1", [Resource("networkpolicies", "NetworkPolicy", true)])
                .Remove("events.k8s.io/v1"),
        };

    /// <summary>The beta versions are gone.</summary>
    public static ServerVersion Of127 { get; } =
        new("1.27")
        {
            HasSingulars = true,
            Groups = Versions(
                ("policy", ["v1"]),
                ("networking.k8s.io", ["v1"]),
                ("events.k8s.io", ["v1"]),
                ("apps", ["v1"]),
                ("chaos-mesh.org", ["v1alpha1"])
            ),
            Resources = Lists(
                (
                    "v1",
                    [
                        Resource("pods", "Pod", true),
                        Sub("pods/eviction", "Eviction", "policy", "v1"),
                        Resource("configmaps", "ConfigMap", true),
                        Resource("secrets", "Secret", true),
                    ]
                ),
                ("policy/v1", [Resource("poddisruptionbudgets", "PodDisruptionBudget", true)]),
                ("networking.k8s.io/v1", [Resource("ingresses", "Ingress", true), Resource("networkpolicies", "NetworkPolicy", true)]),
                ("events.k8s.io/v1", [Resource("events", "Event", true)]),
                ("apps/v1", [Resource("deployments", "Deployment", true)]),
                ("chaos-mesh.org/v1alpha1", Crds)
            ),
        };

    public static ServerVersion Of133 { get; } =
        Of127 with
        {
            Name = "1.33",
            Resources = Of127.Resources.SetItem(
                "networking.k8s.io/v1",
                [
                    .. Of127.Resources["networking.k8s.io/v1"],
                    Resource("ipaddresses", "IPAddress", false),
                    Resource("servicecidrs", "ServiceCIDR", false),
                ]
            ),
        };

    public static ImmutableArray<ServerVersion> All { get; } = [Of120, Of127, Of133];

    /// <summary>What the server says of itself at a path; null where that is not what the path is for.</summary>
    public FakeAnswer? Describe(string path)
    {
        var parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["api", var version] => List(version),
            ["apis", var group] => Groups.TryGetValue(group, out var versions) ? Group(group, versions) : NotFound(),
            ["apis", var group, var version] => List($"{group}/{version}"),
            _ => null,
        };
    }

    private FakeAnswer List(string api) =>
        Resources.TryGetValue(api, out var resources)
            ? new FakeAnswer(
                200,
                $$"""{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"{{api}}","resources":[{{string.Join(",", resources.Select(Aged))}}]}"""
            )
            : NotFound();

    private string Aged(string resource) =>
        HasSingulars
            ? resource
            : System.Text.RegularExpressions.Regex.Replace(resource, "\"singularName\":\"[a-z]*\"", "\"singularName\":\"\"");

    private static FakeAnswer Group(string group, ImmutableArray<string> versions)
    {
        var all = string.Join(",", versions.Select(version => $$"""{"groupVersion":"{{group}}/{{version}}","version":"{{version}}"}"""));
        return new FakeAnswer(
            200,
            $$$"""{"kind":"APIGroup","apiVersion":"v1","name":"{{{group}}}","versions":[{{{all}}}],"preferredVersion":{"groupVersion":"{{{group}}}/{{{versions[0]}}}","version":"{{{versions[0]}}}"}}"""
        );
    }

    private static FakeAnswer NotFound() => new(404, "404 page not found\n") { ContentType = "text/plain; charset=utf-8" };

#pragma warning disable CA1308 // Singular names are small.
    private static string Resource(string name, string kind, bool isNamespaced) =>
        $$"""{"name":"{{name}}","singularName":"{{kind.ToLowerInvariant()}}","namespaced":{{(isNamespaced ? "true" : "false")}},"kind":"{{kind}}","verbs":["create","delete","deletecollection","get","list","patch","update","watch"]}""";
#pragma warning restore CA1308

    private static string Sub(string name, string kind, string group, string version) =>
        $$"""{"name":"{{name}}","singularName":"","namespaced":true,"group":"{{group}}","version":"{{version}}","kind":"{{kind}}","verbs":["create"]}""";

    private static ImmutableDictionary<string, ImmutableArray<string>> Versions(params (string Group, string[] Versions)[] groups) =>
        groups.ToImmutableDictionary(group => group.Group, group => group.Versions.ToImmutableArray());

    private static ImmutableDictionary<string, ImmutableArray<string>> Lists(
        params (string Api, ImmutableArray<string> Resources)[] lists
    ) => lists.ToImmutableDictionary(list => list.Api, list => list.Resources);
}
