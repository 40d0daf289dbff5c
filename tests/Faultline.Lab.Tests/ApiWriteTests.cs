using Faultline.Abstractions.Data;

namespace Faultline.Lab.Tests;

public sealed class ApiWriteTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Sets = "/apis/apps/v1/namespaces/default/statefulsets";

    private const string Set = """
        {"metadata":{"name":"db"},"spec":{"replicas":0,"serviceName":"db","selector":{"matchLabels":{"app":"db"}},
         "template":{"metadata":{"labels":{"app":"db"}},"spec":{"containers":[
            {"name":"one","image":"sh","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":80}]},
            {"name":"two","image":"sh"}]}}}}
        """;

    [Fact(Timeout = 30_000)]
    public async Task Whoever_replaces_what_changed_since_is_told_of_the_conflict()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var first = await lab.CreateAsync(Maps, """{"metadata":{"name":"m"},"data":{"a":"1"}}""");
        var version = first.Value("metadata", "resourceVersion");
        string Body(string value) => $$$$"""{"metadata":{"name":"m","resourceVersion":"{{{{version}}}}"},"data":{"a":"{{{{value}}}}"}}""";

        (await lab.AskAsync(HttpMethod.Put, Maps + "/m", Body("2"))).Status.ShouldBe(200);
        var (status, refused) = await lab.AskAsync(HttpMethod.Put, Maps + "/m", Body("3"));

        status.ShouldBe(409);
        refused.Value("reason").ShouldBe("Conflict");
        (await lab.GetAsync(Maps + "/m")).Value("data", "a").ShouldBe("2");
    }

    [Theory(Timeout = 30_000)]
    [InlineData(ApiCalls.MergePatch, """{"data":{"a":null,"c":"3"}}""", """{"b": "2", "c": "3"}""")]
    [InlineData(ApiCalls.StrategicPatch, """{"data":{"$patch":"replace","c":"3"}}""", """{"c": "3"}""")]
    [InlineData(
        ApiCalls.JsonPatch,
        """[{"op":"test","path":"/data/a","value":"1"},{"op":"move","from":"/data/a","path":"/data/c"}]""",
        """{"b": "2", "c": "1"}"""
    )]
    public async Task A_patch_of_any_format_changes_what_it_names(string format, string patch, string data)
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"m"},"data":{"a":"1","b":"2"}}""");

        var patched = await lab.MustAsync(HttpMethod.Patch, Maps + "/m", patch, format);

        patched.Value("data").ShouldBe(data);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_strategic_patch_finds_containers_and_variables_by_their_names()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Sets, Set);
        const string patch = """
            {"spec":{"template":{"spec":{"containers":[{"name":"one","env":[{"name":"B","$patch":"delete"},{"name":"C","value":"3"}]},
             {"name":"three","image":"sh"}],"$setElementOrder/containers":[{"name":"three"},{"name":"one"},{"name":"two"}]}}}}
            """;

        var patched = await lab.MustAsync(HttpMethod.Patch, Sets + "/db", patch, ApiCalls.StrategicPatch);

        var containers = patched.ListAt("spec", "template", "spec", "containers");
        string.Join(' ', containers.Select(one => one.Value("name"))).ShouldBe("three one two");
        string.Join(' ', containers[1].ListAt("env").Select(one => one.Value("name"))).ShouldBe("A C");
        containers[1].ListAt("ports").Count.ShouldBe(1);
    }

    [Fact(Timeout = 30_000)]
    public async Task Only_changes_of_the_wish_count_as_generations()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Sets, Set);

        await lab.MustAsync(HttpMethod.Patch, Sets + "/db", """{"metadata":{"labels":{"x":"y"}}}""", ApiCalls.MergePatch);
        await lab.MustAsync(HttpMethod.Patch, Sets + "/db/status", """{"status":{"collisionCount":5}}""", ApiCalls.MergePatch);
        var before = await lab.GetAsync(Sets + "/db");
        await lab.MustAsync(HttpMethod.Patch, Sets + "/db", """{"spec":{"minReadySeconds":5}}""", ApiCalls.MergePatch);

        before.Value("metadata", "generation").ShouldBe("1");
        (await lab.GetAsync(Sets + "/db")).Value("metadata", "generation").ShouldBe("2");
    }

    [Fact(Timeout = 30_000)]
    public async Task The_status_changes_through_its_own_path_and_nothing_else_does()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n"}}""");
        const string both = """{"spec":{"unschedulable":true},"status":{"phase":"Odd"}}""";

        var status = await lab.MustAsync(HttpMethod.Patch, "/api/v1/nodes/n/status", both, ApiCalls.MergePatch);
        var spec = await lab.MustAsync(
            HttpMethod.Patch,
            "/api/v1/nodes/n",
            both.Replace("Odd", "Other", StringComparison.Ordinal),
            ApiCalls.MergePatch
        );

        (status.Value("spec", "unschedulable"), status.Value("status", "phase")).ShouldBe(("", "Odd"));
        (spec.Value("spec", "unschedulable"), spec.Value("status", "phase")).ShouldBe(("true", "Odd"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_dry_run_says_what_would_be_and_changes_nothing()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"m"},"data":{"a":"1"}}""");

        var created = await lab.MustAsync(HttpMethod.Post, Maps + "?dryRun=All", """{"metadata":{"name":"new"}}""");
        var patched = await lab.MustAsync(HttpMethod.Patch, Maps + "/m?dryRun=All", """{"data":{"a":"2"}}""", ApiCalls.MergePatch);
        var deleted = await lab.MustAsync(HttpMethod.Delete, Maps + "/m?dryRun=All");

        created.Value("metadata", "name").ShouldBe("new");
        patched.Value("data", "a").ShouldBe("2");
        deleted.Value("status").ShouldBe("Success");
        (await lab.GetAsync(Maps + "/m")).Value("data", "a").ShouldBe("1");
        (await lab.AskAsync(HttpMethod.Get, Maps + "/new")).Status.ShouldBe(404);
    }

    [Fact(Timeout = 30_000)]
    public async Task Fields_that_there_are_not_are_refused_warned_of_or_dropped_as_the_client_wants()
    {
        await using var lab = await LabFixture.ShellAsync("");
        const string odd = """{"metadata":{"generateName":"m-"},"daata":{"a":"1"}}""";

        var (strict, refused) = await lab.AskAsync(HttpMethod.Post, Maps + "?fieldValidation=Strict", odd);
        using var content = new StringContent(odd, System.Text.Encoding.UTF8, "application/json");
        using var warned = await lab.Api.PostAsync(new Uri(Maps, UriKind.Relative), content, LabFixture.Cancelled);

        strict.ShouldBe(400);
        refused.Value("message").ShouldEndWith("strict decoding error: unknown field \"daata\"");
        warned.Headers.GetValues("Warning").ShouldBe(["299 - \"unknown field \\\"daata\\\"\""]);
        ((DataObject)JsonText.Parse(await warned.Content.ReadAsStringAsync(LabFixture.Cancelled))).Has("daata").ShouldBeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task Everything_that_scales_has_the_same_scale()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Sets, Set);

        var patched = await lab.MustAsync(HttpMethod.Patch, Sets + "/db/scale", """{"spec":{"replicas":1}}""", ApiCalls.MergePatch);
        var (negative, _) = await lab.AskAsync(HttpMethod.Patch, Sets + "/db/scale", """{"spec":{"replicas":-1}}""", ApiCalls.MergePatch);

        (patched.Value("kind"), patched.Value("apiVersion"), patched.Value("spec", "replicas")).ShouldBe(("Scale", "autoscaling/v1", "1"));
        patched.Value("status", "selector").ShouldBe("app=db");
        negative.ShouldBe(422);
        (await lab.GetAsync(Sets + "/db")).Value("spec", "replicas").ShouldBe("1");
    }
}
