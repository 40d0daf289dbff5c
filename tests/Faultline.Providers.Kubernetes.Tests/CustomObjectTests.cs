
namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Objects of kinds that only the server knows.</summary>
public sealed class CustomObjectTests : IAsyncDisposable
{
    private const string Kind = """ "group":"chaos-mesh.org","version":"v1alpha1" """;
    private const string Slow = "/apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos/slow";

    private readonly World _world = new();

    public static TheoryData<string> Versions { get; } = [.. ServerVersion.All.Select(version => version.Name)];

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Versions))]
    public async Task Plural_and_scope_of_a_manifest_are_the_servers(string version)
    {
        await using var cluster = await Samples.Cluster(ServerVersion.All.Single(one => one.Name == version));

        var outcomes = new[]
        {
            await CallAsync(
                cluster,
                "apply_from_yaml",
                """{"resource":"apiVersion: chaos-mesh.org/v1alpha1\nkind: NetworkChaos\nmetadata: {name: a, namespace: shop}"}"""
            ),
            await CallAsync(
                cluster,
                "apply_from_json",
                """{"resource":"{\"apiVersion\":\"chaos-mesh.org/v1alpha1\",\"kind\":\"RemoteCluster\",\"metadata\":{\"name\":\"a\"}}"}"""
            ),
            await CallAsync(
                cluster,
                "apply_from_json",
                """{"resource":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"}}}"""
            ),
        };

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("succeeded {", StringComparison.Ordinal));
        cluster
            .Api.Seen.Where(seen => seen.Method == "PATCH")
            .Select(seen => $"{seen.Path}{seen.Query} {seen.Headers["Content-Type"]}")
            .ShouldBe([
                "/apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos/a?fieldManager=faultline&force=false application/apply-patch+yaml; charset=utf-8",
                "/apis/chaos-mesh.org/v1alpha1/remoteclusters/a?fieldManager=faultline&force=false application/apply-patch+yaml; charset=utf-8",
                "/apis/apps/v1/namespaces/default/deployments/a?fieldManager=faultline&force=false application/apply-patch+yaml; charset=utf-8",
            ]);
    }

    [Fact(Timeout = 20_000)]
    public async Task Fields_of_others_are_taken_over_only_where_that_is_wanted()
    {
        await using var cluster = await Samples.Cluster();
        const string Resource = """ "resource":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}} """;
        cluster.On(
            "PATCH /api/v1/namespaces/shop/configmaps/a",
            seen =>
                seen.Query.Contains("force=true", StringComparison.Ordinal)
                    ? null
                    : FakeAnswer.Status(409, "Conflict", "Apply failed with 1 conflict: conflict with \"kubectl\": .data.a")
        );

        (await CallAsync(cluster, "apply_from_json", "{" + Resource + "}")).ShouldBe(
            "failed: Failed to apply resource object: cannot patch configmap 'a' in namespace 'shop': HTTP 409 Conflict: "
                + "Apply failed with 1 conflict: conflict with \"kubectl\": .data.a"
        );
        (await CallAsync(cluster, "apply_from_json", "{" + Resource + ",\"force\":true}")).ShouldStartWith("succeeded {");
    }

    [Fact(Timeout = 20_000)]
    public async Task What_is_applied_over_something_is_recorded_with_what_was_there()
    {
        await using var cluster = await Samples.Cluster();
        cluster.With("/api/v1/namespaces/shop/configmaps/a", """{"data":{"a":"old"}}""");

        await CallAsync(
            cluster,
            "apply_from_json",
            """{"resource":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"},"data":{"a":"new"}}}"""
        );

        var change = _world.Changes.All.Single();
        change.Before!.ToString().ShouldContain("\"old\"");
        change.Undo.ShouldBe("kubectl --namespace shop replace -f FILE, with 'before' as the file");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("apply_from_json", "{\"resource\":\"{\"}", "the resource is not JSON: ")]
    [InlineData("apply_from_json", "{\"resource\":\"[]\"}", "the resource is not an object")]
    [InlineData("apply_from_yaml", "{\"resource\":\"kind: A\"}", "missing apiVersion in resource")]
    [InlineData("apply_from_yaml", "{\"resource\":\"apiVersion: a/v1\"}", "missing kind in resource")]
    [InlineData("apply_from_yaml", "{\"resource\":\"apiVersion: a/v1\\nkind: A\"}", "missing metadata.name in resource")]
    public async Task A_manifest_that_lacks_something_is_refused_before_and_in_the_run(string function, string arguments, string message)
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, function, arguments)).ShouldStartWith("failed: " + message);
        _world.Check(function, arguments).Single().Message.ShouldStartWith(message);
        cluster.Api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task What_is_there_already_is_a_failure()
    {
        await using var cluster = await Samples.Cluster();

        (
            await CallAsync(
                cluster,
                "create_custom_object",
                "{" + Kind + ""","plural":"networkchaos","ns":"shop","resource":{"metadata":{"name":"slow"}}}"""
            )
        ).ShouldBe(
            "failed: Failed to create custom resource object: cannot create networkchaos in namespace 'shop': HTTP 409 AlreadyExists: \"slow\" already exists"
        );
    }

    [Theory(Timeout = 20_000)]
    [InlineData(
        "networkchao",
        "the server has no resource 'networkchao' in its API 'chaos-mesh.org/v1alpha1'. Did you mean 'networkchaos'?"
    )]
    [InlineData("remoteclusters", "remoteclusters.chaos-mesh.org stand in no namespace: use the function with 'cluster' in its name.")]
    public async Task A_kind_that_the_server_has_otherwise_is_told(string plural, string message)
    {
        await using var cluster = await Samples.Cluster();

        (await CallAsync(cluster, "get_custom_object", "{" + Kind + $$""","plural":"{{plural}}","name":"slow","ns":"shop"}""")).ShouldBe(
            "failed: " + message
        );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("NetworkChaos")]
    [InlineData("networkchaos")]
    public async Task A_kind_will_do_for_a_plural(string plural)
    {
        await using var cluster = await Samples.Cluster();

        (
            await CallAsync(cluster, "get_custom_object", "{" + Kind + $$""","plural":"{{plural}}","name":"slow","ns":"shop"}""")
        ).ShouldStartWith("""succeeded {"kind": "NetworkChaos",""");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_group_that_is_not_installed_is_told()
    {
        await using var cluster = await FakeCluster.StartAsync();

        (await CallAsync(cluster, "list_custom_objects", """{"group":"none.io","version":"v1","plural":"things"}""")).ShouldBe(
            "failed: the server has no API 'none.io/v1'. Check group and version, and that what defines it is installed."
        );
    }

    [Fact(Timeout = 20_000)]
    public async Task Who_may_not_ask_what_there_is_may_still_use_it()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET /apis/chaos-mesh.org/v1alpha1", FakeAnswer.Status(403, "Forbidden", "no"));

        (
            await CallAsync(cluster, "delete_custom_object", "{" + Kind + ""","plural":"networkchaos","name":"slow","ns":"shop"}""")
        ).ShouldStartWith("succeeded {");
        _world.Changes.All.Single().Before!.Text("kind").ShouldBe("NetworkChaos");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""[{"op":"remove","path":"/spec/a"}]""", "application/json-patch+json")]
    [InlineData("""{"spec":{"a":null}}""", "application/merge-patch+json")]
    public async Task A_patch_is_a_list_of_operations_or_a_part_of_the_object(string patch, string type)
    {
        await using var cluster = await Samples.Cluster();

        await CallAsync(
            cluster,
            "patch_custom_object",
            "{" + Kind + $$""","plural":"networkchaos","name":"slow","ns":"shop","resource":{{patch}}}"""
        );

        cluster.Api.Seen.Single(seen => seen.Method == "PATCH").Headers["Content-Type"].ShouldBe(type + "; charset=utf-8");
        _world.Changes.All.Single().Before!.ToString().ShouldContain("delay");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_file_will_do_for_a_manifest()
    {
        await using var cluster = await Samples.Cluster();
        var path = _world.Folder.Write("cr.yaml", "metadata: {name: new}\nspec: {action: loss}");

        await CallAsync(
            cluster,
            "create_custom_object",
            "{" + Kind + $$""","plural":"networkchaos","ns":"shop","resource_as_yaml_file":"{{path}}"}"""
        );

        cluster.Find("/apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos/new").ShouldNotBeNull();
    }

    [Fact(Timeout = 20_000)]
    public async Task Neither_manifest_nor_file_is_refused()
    {
        await using var cluster = await Samples.Cluster();
        const string Arguments = "{" + Kind + ""","plural":"networkchaos","ns":"shop"}""";

        (await CallAsync(cluster, "create_custom_object", Arguments)).ShouldBe(
            "failed: Failed to create custom resource object: Either `resource` or `resource_as_yaml_file` must be set"
        );
        _world
            .Check("create_custom_object", Arguments)
            .Single()
            .Message.ShouldBe("Either `resource` or `resource_as_yaml_file` must be set");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_kind_that_was_installed_meanwhile_is_found()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET /apis/chaos-mesh.org/v1alpha1", new FakeAnswer(404, "404 page not found"));
        const string Arguments = "{" + Kind + ""","plural":"networkchaos","name":"slow","ns":"shop"}""";

        (await CallAsync(cluster, "get_custom_object", Arguments)).ShouldStartWith("failed: the server has no API");
        cluster.On("GET /apis/chaos-mesh.org/v1alpha1", _ => null);

        (await CallAsync(cluster, "get_custom_object", Arguments)).ShouldStartWith("succeeded");
        cluster.Find(Slow).ShouldNotBeNull();
    }

    private async Task<string> CallAsync(FakeCluster cluster, string function, string arguments) =>
        (await _world.With(cluster).CallAsync(function, arguments)).Line();
}
