using System.Text;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class ApiShapeTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [Fact(Timeout = 60_000)]
    public async Task Every_kind_has_the_columns_that_its_users_know()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var lines = new List<string>();
        foreach (var root in (string[])["/api/v1", .. await VersionsAsync(lab)])
        {
            foreach (
                var resource in (await lab.GetAsync(root))
                    .ListAt("resources")
                    .Where(one => one.ListAt("verbs").Any(verb => verb.Value() == "list"))
            )
            {
                var (_, table) = await lab.AskAsync(HttpMethod.Get, $"{root}/{resource.Value("name")}", accept: Table);
                var columns = table
                    .ListAt("columnDefinitions")
                    .Select(one => one.Value("priority") == "0" ? one.Value("name") : $"({one.Value("name")})");
                lines.Add($"{root}/{resource.Value("name")}: {string.Join(", ", columns)}");
            }
        }

        Snapshot.Match(string.Join('\n', lines));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_client_can_have_metadata_alone()
    {
        await using var lab = await LabFixture.ShellAsync("");

        var (_, list) = await lab.AskAsync(
            HttpMethod.Get,
            "/api/v1/namespaces",
            accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
        );

        list.Value("kind").ShouldBe("PartialObjectMetadataList");
        list.ListAt("items").ShouldAllBe(item => !((DataObject)item).Has("spec"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("application/vnd.kubernetes.protobuf", 406)]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", 200)]
    [InlineData("*/*", 200)]
    public async Task A_client_that_reads_no_JSON_is_told_so(string accept, int status)
    {
        await using var lab = await LabFixture.ShellAsync("");

        (await lab.AskAsync(HttpMethod.Get, "/api/v1/pods", accept: accept)).Status.ShouldBe(status);
    }

    [Fact(Timeout = 30_000)]
    public async Task Newer_clients_discover_everything_at_once()
    {
        await using var lab = await LabFixture.ShellAsync("");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
        request.Headers.TryAddWithoutValidation(
            "Accept",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
        );

        using var response = await lab.Api.SendAsync(request, LabFixture.Cancelled);
        var all = (DataObject)JsonText.Parse(await response.Content.ReadAsStringAsync(LabFixture.Cancelled));

        response
            .Content.Headers.ContentType!.ToString()
            .Replace(" ", "", StringComparison.Ordinal)
            .ShouldBe("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        var apps = all.ListAt("items").Single(item => item.Value("metadata", "name") == "apps");
        apps.ListAt("versions")[0].ListAt("resources").Select(one => one.Value("resource")).ShouldContain("deployments");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_documents_of_the_API_know_keys_and_parameters()
    {
        await using var lab = await LabFixture.ShellAsync("");

        var v2 = await lab.GetAsync("/openapi/v2");
        var index = await lab.GetAsync("/openapi/v3");
        var apps = await lab.GetAsync(index.Value("paths", "apis/apps/v1", "serverRelativeURL"));

        var containers = (DataObject)
            ((DataObject)((DataObject)((DataObject)v2["definitions"]!)["io.k8s.api.core.v1.PodSpec"]!)["properties"]!)["containers"]!;
        (containers.Value("x-kubernetes-patch-merge-key"), containers.Value("x-kubernetes-list-type")).ShouldBe(("name", "map"));
        apps.Value("components", "schemas", "io.k8s.api.apps.v1.Deployment", "x-kubernetes-group-version-kind")
            .ShouldBe("""[{"group": "apps", "kind": "Deployment", "version": "v1"}]""");
        apps.ListAt("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch", "parameters")
            .Select(one => one.Value("name"))
            .ShouldContain("fieldValidation");
    }

    [Fact(Timeout = 30_000)]
    public async Task Older_clients_get_the_document_as_protocol_buffers()
    {
        await using var lab = await LabFixture.ShellAsync("");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2");
        request.Headers.TryAddWithoutValidation("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");

        using var response = await lab.Api.SendAsync(request, LabFixture.Cancelled);
        var bytes = await response.Content.ReadAsByteArrayAsync(LabFixture.Cancelled);

        // Field 1, "2.0".
        bytes[..5].ShouldBe([0x0a, 3, .. "2.0"u8]);
        Encoding.UTF8.GetString(bytes).ShouldContain("io.k8s.api.core.v1.PodSpec");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("selfsubjectaccessreviews", "{}", "allowed", "true")]
    [InlineData("subjectaccessreviews", """{"spec":{"user":"bob"}}""", "allowed", "true")]
    [InlineData("selfsubjectrulesreviews", "{}", "incomplete", "false")]
    public async Task Whoever_asks_may_everything(string review, string body, string field, string answer)
    {
        await using var lab = await LabFixture.ShellAsync("");

        (await lab.CreateAsync("/apis/authorization.k8s.io/v1/" + review, body)).Value("status", field).ShouldBe(answer);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_service_account_can_use_its_token_and_a_forged_one_is_nobodys()
    {
        await using var lab = await LabFixture.ShellAsync("");
        const string accounts = "/api/v1/namespaces/default/serviceaccounts/default";
        while ((await lab.AskAsync(HttpMethod.Get, accounts)).Status == 404) { }

        var token = (await lab.CreateAsync(accounts + "/token", """{"spec":{"audiences":[]}}""")).Value("status", "token");
        using var client = LabFixture.ClientFor(lab.Lab.ApiUrl, token, lab.State.AuthorityPath);
        using var forger = LabFixture.ClientFor(lab.Lab.ApiUrl, token[..^2] + "xx", lab.State.AuthorityPath);
        using var own = await client.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), LabFixture.Cancelled);
        using var forged = await forger.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), LabFixture.Cancelled);

        ((int)own.StatusCode, (int)forged.StatusCode).ShouldBe((200, 401));
        (await lab.CreateAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{token}}}"}}"""))
            .Value("status", "user", "username")
            .ShouldBe("system:serviceaccount:default:default");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_namespace_can_be_freed_by_force()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"stuck"}}""");
        await lab.CreateAsync("/api/v1/namespaces/stuck/configmaps", """{"metadata":{"name":"m","finalizers":["example.com/never"]}}""");
        await lab.MustAsync(HttpMethod.Delete, "/api/v1/namespaces/stuck");

        await lab.MustAsync(
            HttpMethod.Put,
            "/api/v1/namespaces/stuck/finalize",
            """{"metadata":{"name":"stuck"},"spec":{"finalizers":[]}}"""
        );

        (await lab.AskAsync(HttpMethod.Get, "/api/v1/namespaces/stuck")).Status.ShouldBe(404);
    }

    private static async Task<IEnumerable<string>> VersionsAsync(LabFixture lab) =>
        (await lab.GetAsync("/apis"))
            .ListAt("groups")
            .SelectMany(group => group.ListAt("versions"))
            .Select(version => "/apis/" + version.Value("groupVersion"));
}
