using System.Text;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Credentials from a program, which here is a shell script that the test writes.</summary>
public sealed class ExecPluginTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly World _world;

    public ExecPluginTests() => _world = new World(_clock);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task Its_token_is_sent(string version)
    {
        await using var api = await StartAsync();
        Script(Print(version, """ "token":"plugin-token" """));

        var outcome = await _world.With(api, Exec(version)).ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().Headers["Authorization"].ShouldBe("Bearer plugin-token");
    }

    [Fact(Timeout = 20_000)]
    public async Task It_gets_its_arguments_its_variables_and_the_cluster()
    {
        await using var api = await StartAsync();
        Script("echo \"$1|$EXTRA|$HOME|$KUBERNETES_EXEC_INFO\" > \"$(dirname \"$0\")/seen\"\n" + Print("v1", """ "token":"t-o-k" """));

        await _world.With(api, Exec("v1", ", args: [one], env: [{name: EXTRA, value: more}], provideClusterInfo: true")).ProbeAsync();

        File.ReadAllText(Path.Combine(_world.Folder.Path, ".kube/seen"))
            .ShouldBe(
                $$$"""one|more|{{{_world.Folder.Path}}}|{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "spec": {"interactive": false, "cluster": {"server": "{{{api.Address}}}"}}"""
                    + "}\n"
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task What_it_gave_is_kept_until_it_expires()
    {
        await using var api = await StartAsync();
        Counting(""", "expirationTimestamp":"2026-01-01T10:05:00Z" """);
        _world.With(api, Exec("v1"));

        await _world.ProbeAsync();
        await _world.ProbeAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _world.ProbeAsync();

        api.Seen.Select(request => request.Headers["Authorization"]).ShouldBe(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task What_the_server_refuses_is_asked_for_once_more()
    {
        await using var api = await FakeApi.StartAsync(request =>
            request.Headers["Authorization"] == "Bearer token-1"
                ? FakeAnswer.Status(401, "Unauthorized", "Unauthorized")
                : Some.PodList(Some.Pod("a"))
        );
        Counting("");

        var outcome = await _world.With(api, Exec("v1")).ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Count.ShouldBe(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task What_the_server_goes_on_to_refuse_is_told()
    {
        await using var api = await FakeApi.StartAsync(_ => FakeAnswer.Status(401, "Unauthorized", "Unauthorized"));
        Counting("");

        var outcome = await _world.With(api, Exec("v1")).ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"crashed: cannot list pods in namespace 'default': HTTP 401 Unauthorized: the API server '{api.Address}' does not accept the "
                    + $"credentials of user 'alice' (exec plugin '{Plugin}'), from context 'test' of kubeconfig '{_world.Kubeconfig}'. "
                    + $"Log in to the cluster again, or correct the user 'alice' in '{_world.Kubeconfig}'."
            );
        api.Seen.Count.ShouldBe(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task Its_client_certificate_is_shown()
    {
        var authority = new TestAuthority();
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(Some.Pod("a")), authority.Server("127.0.0.1"));
        var (certificate, key) = authority.Client("plugged");
        _world.Folder.Write(
            ".kube/out.json",
            $$$"""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":{{{Json(certificate)}}},"clientKeyData":{{{Json(key)}}}}}"""
        );
        Script("cat \"$(dirname \"$0\")/out.json\"");

        var outcome = await _world
            .With(api, Exec("v1"), "certificate-authority-data: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.Pem)))
            .ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().ClientCertificate.ShouldBe("CN=plugged");
    }

    [Theory(Timeout = 20_000)]
    [InlineData(
        "echo 'noise' >&2; echo 'The token eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMzQ1Njc4OTAifQ has expired: run cloud login' >&2; exit 3",
        "ended with code 3: The token *** has expired: run cloud login. Run it by hand to see more; you may have to log in again."
    )]
    [InlineData("kill -9 $$", "was ended by signal 9. Run it by hand to see more; you may have to log in again.")]
    [InlineData("echo secret-noise", "printed a text that is not JSON. Run it by hand and correct its settings.")]
    [InlineData("echo '{}'", "printed a text that is not an ExecCredential with a status. Run it by hand and correct its settings.")]
    [InlineData(
        "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\",\"status\":{}}'",
        "printed a text of apiVersion 'client.authentication.k8s.io/v1beta1' where the kubeconfig says 'client.authentication.k8s.io/v1'. "
            + "Run it by hand and correct its settings."
    )]
    [InlineData(
        "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{}}'",
        "printed a text with neither a token nor a client certificate and key. Run it by hand and correct its settings."
    )]
    public async Task What_goes_wrong_with_it_is_told(string script, string message)
    {
        await using var api = await StartAsync();
        Script(script);

        var outcome = await _world.With(api, Exec("v1")).ProbeAsync();

        outcome.Line().ShouldBe($"crashed: The exec plugin '{Plugin}' ({_world.Kubeconfig}:13:5) {message}");
        api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_program_that_is_missing_is_told_with_its_hint()
    {
        await using var api = await StartAsync();

        var outcome = await _world
            .With(api, "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-login, installHint: get it from the shop}")
            .ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"crashed: The exec plugin 'no-such-login' ({_world.Kubeconfig}:13:5) is not an executable file in PATH. Install it. "
                    + "The kubeconfig says: get it from the shop"
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task One_that_takes_too_long_is_ended()
    {
        await using var api = await StartAsync();
        Script("sleep 1000");

        var call = _world.With(api, Exec("v1")).ProbeAsync();
        await AdvanceUntilDone(call);

        (await call)
            .Line()
            .ShouldBe(
                $"crashed: The exec plugin '{Plugin}' ({_world.Kubeconfig}:13:5) gave no credentials within 30 s and was ended. "
                    + "Run it by hand: it may be waiting for a log-in."
            );
    }

    private string Plugin => Path.Combine(_world.Folder.Path, ".kube/login.sh");

    private async Task AdvanceUntilDone(Task call)
    {
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static string Exec(string version, string more = "") =>
        $"exec: {{apiVersion: client.authentication.k8s.io/{version}, command: ./login.sh{more}}}";

    private static string Print(string version, string status) =>
        $$$"""echo '{"apiVersion":"client.authentication.k8s.io/{{{version}}}","kind":"ExecCredential","status":{ {{{status}}} }}'""";

    private void Counting(string more) =>
        Script(
            """
            count=$(dirname "$0")/count
            echo x >> "$count"
            n=$(wc -l < "$count" | tr -d ' ')
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"token-$n\"MORE}}"
            """.Replace("MORE", more.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal)
        );

    private void Script(string text)
    {
        var path = _world.Folder.Write(".kube/login.sh", "#!/bin/sh\n" + text + "\n");
#pragma warning disable CA1416 // Processes are started on Linux alone.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static Task<FakeApi> StartAsync() => FakeApi.StartAsync(_ => Some.PodList(Some.Pod("a")));
}
