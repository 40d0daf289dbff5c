using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>No way to fail shows a secret, not even where the server or a plugin repeats it.</summary>
public sealed class SecrecyTests : IAsyncDisposable
{
    private const string Secret = "s3cr3t-t0k3n";
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    public static TheoryData<string> Users =>
        [
            $"token: {Secret}",
            "tokenFile: t",
            $"username: u\npassword: {Secret}",
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login.sh}",
        ];

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Users))]
    public async Task A_server_that_repeats_the_credentials_does_not_reveal_them(string user)
    {
        await using var api = await FakeApi.StartAsync(request =>
            FakeAnswer.Status(500, "InternalError", "I saw " + request.Headers["Authorization"] + " and " + Secret)
        );
        Prepare();

        var outcome = await _world.With(api, user).ProbeAsync();

        outcome.Line().ShouldStartWith("failed: cannot list pods in namespace 'default': HTTP 500 InternalError: I saw ");
        ShouldBeFree(outcome);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(200)]
    [InlineData(302)]
    public async Task A_refusal_does_not_reveal_explicit_keys(int code)
    {
        await using var api = await FakeApi.StartAsync(_ => FakeAnswer.Status(code, Secret, "User \"" + Secret + "\" " + Secret));

        foreach (
            var secrets in new[]
            {
                $$"""{"KUBERNETES_API_KEY":"{{Secret}}"}""",
                $$"""{"KUBERNETES_USERNAME":"u","KUBERNETES_PASSWORD":"{{Secret}}"}""",
            }
        )
        {
            _world.Environment["KUBERNETES_HOST"] = api.Address;
            ShouldBeFree(await _world.ProbeAsync(secrets));
            ShouldBeFree(await _world.CallAsync("terminate_pods", """{"label_selector":"a=b"}""", secrets));
            _world.Access(secrets).ToString().ShouldNotContain(Secret);
        }
    }

    [Theory(Timeout = 20_000)]
    [InlineData("echo '{{Secret}}' >&2; exit 1", "secret-of-the-environment")]
    [InlineData("echo \"$PASSWORD\" >&2; exit 1", "secret-of-the-environment")]
    [InlineData("echo \"not json: {{Secret}}\"", "secret-of-the-environment")]
    public async Task A_plugin_that_fails_does_not_reveal_what_it_was_given(string script, string password)
    {
        Prepare(script.Replace("{{Secret}}", password, StringComparison.Ordinal));

        var outcome = await _world
            .With(
                "http://127.0.0.1:1",
                $$"""exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login.sh, env: [{name: PASSWORD, value: {{password}}}]}"""
            )
            .ProbeAsync();

        outcome.ShouldBeOfType<ActivityOutcome.Crashed>().Message.ShouldNotContain(password);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("https://me:s3cr3t-t0k3n@127.0.0.1:1")]
    [InlineData("https://127.0.0.1:1/?token=s3cr3t-t0k3n")]
    [InlineData("ftp://me:s3cr3t-t0k3n@host")]
    public async Task An_address_does_not_reveal_what_stands_in_it(string server)
    {
        var outcome = await _world.With(server, "{}").ProbeAsync();

        ShouldBeFree(outcome);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_token_of_two_lines_is_not_shown()
    {
        var outcome = await _world.With("http://127.0.0.1:1", $"token: \"{Secret}\\nx\"").ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"crashed: The token at {_world.Kubeconfig}:13:5 contains a line break or another character that no HTTP header can carry. "
                    + "Write it again, on one line."
            );
    }

    private static void ShouldBeFree(ActivityOutcome outcome) =>
        string.Join('\n', [outcome.ToString(), outcome.Line(), .. outcome.Warnings]).ShouldNotContain(Secret);

    private void Prepare(string? script = null)
    {
        _world.Folder.Write(".kube/t", Secret);
        var path = _world.Folder.Write(
            ".kube/login.sh",
            "#!/bin/sh\n"
                + (
                    script
                    ?? $$$"""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"{{{Secret}}}"}}'"""
                )
                + "\n"
        );
#pragma warning disable CA1416 // Processes are started on Linux alone.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }
}
