namespace Faultline.Lab.Tests;

public sealed class ServerSideApplyTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact(Timeout = 30_000)]
    public async Task What_a_manager_no_longer_applies_goes_unless_another_one_owns_it_too()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await ApplyAsync(lab, "red", "a: '1', b: '2', shared: s");
        await ApplyAsync(lab, "blue", "shared: s, c: '3'");

        var (status, after) = await ApplyAsync(lab, "red", "a: '1'");

        status.ShouldBe(200);
        after.Value("data").ShouldBe("""{"a": "1", "shared": "s", "c": "3"}""");
    }

    [Fact(Timeout = 30_000)]
    public async Task Whoever_wants_what_another_one_owns_to_differ_is_told_whose_it_is()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var (created, _) = await ApplyAsync(lab, "red", "a: '1'");

        var (status, refused) = await ApplyAsync(lab, "blue", "a: '2'");
        var (forced, taken) = await ApplyAsync(lab, "blue", "a: '2'", "&force=true");
        var (again, _) = await ApplyAsync(lab, "red", "a: '1'");

        (created, status, forced, again).ShouldBe((201, 409, 200, 409));
        var cause = refused.ListAt("details", "causes").ShouldHaveSingleItem();
        (cause.Value("reason"), cause.Value("message"), cause.Value("field")).ShouldBe(
            ("FieldManagerConflict", "conflict with \"red\"", ".data.a")
        );
        taken.Value("data", "a").ShouldBe("2");
    }

    [Fact(Timeout = 30_000)]
    public async Task One_who_writes_without_applying_owns_what_it_wrote()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.MustAsync(HttpMethod.Post, Maps + "?fieldManager=writer", """{"metadata":{"name":"m"},"data":{"a":"1"}}""");

        var (status, refused) = await ApplyAsync(lab, "red", "a: '2'");
        var (same, _) = await ApplyAsync(lab, "red", "a: '1'");

        (status, same).ShouldBe((409, 200));
        refused.Value("message").ShouldStartWith("Apply failed with 1 conflict: conflict with \"writer\" using v1 at ");
    }

    [Fact(Timeout = 30_000)]
    public async Task An_apply_that_changes_nothing_is_no_change()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var (_, first) = await ApplyAsync(lab, "red", "a: '1'");

        var (_, second) = await ApplyAsync(lab, "red", "a: '1'");

        second.Value("metadata", "resourceVersion").ShouldBe(first.Value("metadata", "resourceVersion"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Containers_of_several_managers_live_in_one_pod_template()
    {
        await using var lab = await LabFixture.ShellAsync("");
        const string path = "/apis/apps/v1/namespaces/default/daemonsets/d";
        static string Body(string container) =>
            $$"""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: { name: d }
                spec:
                  selector: { matchLabels: { app: d } }
                  template:
                    metadata: { labels: { app: d } }
                    spec: { nodeSelector: { none: such }, containers: [{{container}}] }
                """;
        await lab.MustAsync(HttpMethod.Patch, path + "?fieldManager=red", Body("{ name: one, image: sh }"), ApiCalls.ApplyPatch);
        await lab.MustAsync(HttpMethod.Patch, path + "?fieldManager=blue", Body("{ name: two, image: sh }"), ApiCalls.ApplyPatch);

        var after = await lab.MustAsync(
            HttpMethod.Patch,
            path + "?fieldManager=red",
            Body("{ name: three, image: sh }"),
            ApiCalls.ApplyPatch
        );

        after.ListAt("spec", "template", "spec", "containers").Select(one => one.Value("name")).ShouldBe(["two", "three"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_apply_needs_a_manager_and_a_type()
    {
        await using var lab = await LabFixture.ShellAsync("");

        var (nameless, _) = await lab.AskAsync(HttpMethod.Patch, Maps + "/m", "apiVersion: v1\nkind: ConfigMap", ApiCalls.ApplyPatch);
        var (typeless, _) = await lab.AskAsync(HttpMethod.Patch, Maps + "/m?fieldManager=x", "data: {}", ApiCalls.ApplyPatch);

        (nameless, typeless).ShouldBe((422, 400));
    }

    private static Task<(int Status, Faultline.Abstractions.Data.DataObject Body)> ApplyAsync(
        LabFixture lab,
        string manager,
        string data,
        string more = ""
    ) =>
        lab.AskAsync(
            HttpMethod.Patch,
            $"{Maps}/m?fieldManager={manager}{more}",
            $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: m }}\ndata: {{ {data} }}",
            ApiCalls.ApplyPatch
        );
}
