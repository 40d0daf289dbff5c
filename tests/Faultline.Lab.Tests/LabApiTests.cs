using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed partial class LabApiTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private const string Three = """
        apiVersion: v1
        kind: Pod
        metadata: { name: one, labels: { app: a, tier: front } }
        spec: { containers: [{ name: main, image: sh, args: ["echo first; echo second; exec sleep 1000"] }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: two, labels: { app: a } }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: three, labels: { app: b } }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }
        """;

    [Theory(Timeout = 30_000)]
    [InlineData(Pods, "one,three,two")]
    [InlineData("/api/v1/pods", "one,three,two")]
    [InlineData("/api/v1/namespaces/kube-system/pods", "")]
    [InlineData(Pods + "?labelSelector=app%3Da", "one,two")]
    [InlineData(Pods + "?labelSelector=app%3Da,!tier", "two")]
    [InlineData(Pods + "?labelSelector=app+in+(b,c)", "three")]
    [InlineData(Pods + "?fieldSelector=metadata.name!%3Done", "three,two")]
    [InlineData(Pods + "?fieldSelector=status.phase%3DPending", "")]
    [InlineData("/api/v1/namespaces", "default,kube-node-lease,kube-public,kube-system")]
    public async Task Lists_hold_what_was_asked_for(string path, string names)
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);

        string.Join(',', await lab.NamesAsync(path)).ShouldBe(names);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_long_list_comes_page_by_page()
    {
        await using var lab = await LabFixture.ShellAsync(Three);

        var first = (DataObject)(await lab.GetAsync(Pods + "?limit=2"))["metadata"]!;
        var rest = await lab.NamesAsync(Pods + "?limit=2&continue=" + Uri.EscapeDataString(first.Text("continue")!));

        first["remainingItemCount"]!.ToString().ShouldBe("1");
        rest.ShouldBe(["two"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Failures_have_the_shape_that_Kubernetes_gives_them()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        using var nobody = LabFixture.ClientFor(lab.Lab.ApiUrl, token: null, lab.State.AuthorityPath);
        using var stranger = LabFixture.ClientFor(lab.Lab.ApiUrl, "0123", lab.State.AuthorityPath);
        const string one = """{"metadata":{"name":"one"},"spec":{"containers":[{"name":"main","image":"sh"}]}}""";

        string[] answers =
        [
            await AnswerAsync(nobody, Pods),
            await AnswerAsync(stranger, Pods),
            await AnswerAsync(nobody, "/healthz"),
            Text(await lab.SendAsync(HttpMethod.Get, Pods + "/x")),
            Text(await lab.SendAsync(HttpMethod.Get, "/apis/apps/v1/namespaces/default/replicasets/x")),
            Text(await lab.SendAsync(HttpMethod.Delete, Pods + "/x")),
            Text(await lab.SendAsync(HttpMethod.Get, "/apis/none/v1/things")),
            Text(await lab.SendAsync(HttpMethod.Put, Pods + "/one", "{}")),
            Text(await lab.SendAsync(HttpMethod.Post, Pods, one)),
            Text(await lab.SendAsync(HttpMethod.Post, "/api/v1/namespaces/none/pods", one)),
            Text(await lab.SendAsync(HttpMethod.Post, Pods, "{")),
            Text(await lab.SendAsync(HttpMethod.Post, Pods, """{"kind":"Service"}""")),
            Text(await lab.SendAsync(HttpMethod.Post, Pods, """{"metadata":{"name":"empty"}}""")),
            Text(await lab.SendAsync(HttpMethod.Get, Pods + "?labelSelector=a=b=c")),
            Text(await lab.SendAsync(HttpMethod.Get, Pods + "?limit=many")),
            Text(await lab.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/default")),
            Text(await lab.SendAsync(HttpMethod.Get, Pods + "/two/log?container=other")),
            Text(await lab.SendAsync(HttpMethod.Get, Pods + "/two/log?previous=true")),
        ];

        Snapshot.Match(string.Join('\n', answers));
    }

    [Fact(Timeout = 30_000)]
    public async Task Clients_can_discover_what_there_is()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        string[] paths = ["/version", "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/apis/authorization.k8s.io/v1"];

        var documents = new List<string>();
        foreach (var path in paths)
        {
            documents.Add($"GET {path}\n{JsonText.Write(await lab.GetAsync(path))}");
        }

        Snapshot.Match(string.Join("\n\n", documents));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_running_pod_looks_like_one_of_a_cluster()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);

        var text = JsonText.Write(await lab.GetAsync(Pods + "/one"));

        text = Times().Replace(text, "TIME");
        text = Ids().Replace(text, "ID");
        text = Versions().Replace(text, "\"resourceVersion\": \"N\"");
        text = ProcessIds().Replace(text, "process://PID");
        Snapshot.Match(Networks().Replace(text, "127.N."));
    }

    [Fact(Timeout = 30_000)]
    public async Task Whoever_asks_for_rows_gets_rows()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
        lab.Api.DefaultRequestHeaders.Add("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        var rows = ((DataArray)(await lab.GetAsync(Pods))["rows"]!).Items.Select(row => ((DataArray)((DataObject)row)["cells"]!).Items);

        rows.Select(cells => string.Join(' ', cells.Take(4)))
            .ShouldBe(["\"one\" \"1/1\" \"Running\" \"0\"", "\"three\" \"1/1\" \"Running\" \"0\"", "\"two\" \"1/1\" \"Running\" \"0\""]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Everything_is_allowed_to_whoever_has_the_token()
    {
        await using var lab = await LabFixture.ShellAsync(Three);

        var (status, body) = await lab.SendAsync(
            HttpMethod.Post,
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"spec":{"resourceAttributes":{"verb":"delete","resource":"pods"}}}"""
        );

        status.ShouldBe(201);
        ((DataObject)((DataObject)JsonText.Parse(body))["status"]!)["allowed"]!.ToString().ShouldBe("true");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_log_can_be_cut_by_lines_and_by_bytes()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/one/log")).Body != "first\nsecond\n") { }

        (await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?tailLines=1")).Body.ShouldBe("second\n");
        (await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?limitBytes=3")).Body.ShouldBe("fir");
        (await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?sinceTime=2100-01-01T00:00:00Z")).Body.ShouldBe("");
        TimedLine()
            .IsMatch((await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?timestamps=true&sinceSeconds=60&tailLines=1")).Body)
            .ShouldBeTrue();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_watch_tells_of_the_deletion_of_a_pod()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
        var version = ((DataObject)(await lab.GetAsync(Pods))["metadata"]!).Text("resourceVersion");
        var path = $"{Pods}?watch=true&fieldSelector=metadata.name%3Done&resourceVersion={version}";
        using var stream = await lab.Api.GetStreamAsync(new Uri(path, UriKind.Relative), LabFixture.Cancelled);
        using var lines = new StreamReader(stream);

        await lab.SendAsync(HttpMethod.Delete, Pods + "/one");

        var types = new List<string?>();
        while (types.LastOrDefault() != "DELETED")
        {
            types.Add(((DataObject)JsonText.Parse((await lines.ReadLineAsync(LabFixture.Cancelled))!)).Text("type"));
        }

        types[0].ShouldBe("MODIFIED");
    }

    [Fact(Timeout = 30_000)]
    public async Task Lines_older_than_asked_for_stay_out_of_a_log()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?sinceSeconds=1")).Body != "first\nsecond\n") { }

        while ((await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?sinceSeconds=1")).Body != "") { }

        (await lab.SendAsync(HttpMethod.Get, Pods + "/one/log?sinceSeconds=60")).Body.ShouldBe("first\nsecond\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_namespace_goes_when_all_that_is_in_it_is_gone()
    {
        await using var lab = await LabFixture.ShellAsync(Three);
        const string pod =
            """{"metadata":{"name":"guest"},"spec":{"containers":[{"name":"main","image":"sh","args":["exec sleep 1000"]}]}}""";
        await lab.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"guests"}}""");
        await lab.SendAsync(HttpMethod.Post, "/api/v1/namespaces/guests/pods", pod);

        await lab.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/guests");

        while ((await lab.SendAsync(HttpMethod.Get, "/api/v1/namespaces/guests")).Status != 404) { }

        (await lab.NamesAsync("/api/v1/namespaces/guests/pods")).ShouldBeEmpty();
    }

    private static string Text((int Status, string Body) answer) => $"{answer.Status} {answer.Body.TrimEnd()}";

    private static async Task<string> AnswerAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), LabFixture.Cancelled);
        return Text(((int)response.StatusCode, await response.Content.ReadAsStringAsync(LabFixture.Cancelled)));
    }

    [GeneratedRegex("[0-9-]{10}T[0-9:]{8}Z")]
    private static partial Regex Times();

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("\"resourceVersion\": \"[0-9]+\"")]
    private static partial Regex Versions();

    [GeneratedRegex("process://[0-9]+")]
    private static partial Regex ProcessIds();

    [GeneratedRegex("127\\.[0-9]+\\.")]
    private static partial Regex Networks();

    [GeneratedRegex("^[0-9-]{10}T[0-9:]{8}\\.[0-9]{9}Z second\\n\\z")]
    private static partial Regex TimedLine();
}
