using System.Text;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>What arrives at the server in each way to authenticate.</summary>
public sealed class AuthenticationTests : IAsyncDisposable
{
    private static readonly TestAuthority Authority = new();
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("token: abcd", "Bearer abcd")]
    [InlineData("tokenFile: t", "Bearer from-file")]
    [InlineData("token: abcd\ntokenFile: t", "Bearer from-file")]
    [InlineData("username: u\npassword: 'p:w'", "Basic dTpwOnc=")]
    [InlineData("token: abcd\nusername: u", "Bearer abcd")]
    [InlineData("{}", null)]
    public async Task A_user_of_a_kubeconfig_sends_its_header(string user, string? header)
    {
        await using var api = await StartAsync();
        _world.Folder.Write(".kube/t", "from-file\n");

        var outcome = await _world.With(api, user).ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().Headers.GetValueOrDefault("Authorization").ShouldBe(header);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("""{"KUBERNETES_API_KEY":"abcd"}""", "Bearer abcd")]
    [InlineData("""{"KUBERNETES_API_KEY":"abcd","KUBERNETES_API_KEY_PREFIX":"Token","KUBERNETES_USERNAME":"u"}""", "Token abcd")]
    [InlineData("""{"KUBERNETES_USERNAME":"u","KUBERNETES_PASSWORD":"p"}""", "Basic dTpw")]
    [InlineData("""{"KUBERNETES_USERNAME":"u"}""", "Basic dTo=")]
    [InlineData("{}", null)]
    public async Task Explicit_keys_send_their_header(string secrets, string? header)
    {
        await using var api = await StartAsync();
        _world.Environment["KUBERNETES_HOST"] = api.Address;

        var outcome = await _world.ProbeAsync(secrets);

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().Headers.GetValueOrDefault("Authorization").ShouldBe(header);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_client_certificate_is_shown_from_data()
    {
        await using var api = await StartAsync(tls: true);
        var (certificate, key) = Authority.Client("alice");

        var outcome = await _world
            .With(api, $"client-certificate-data: {Base64(certificate)}\nclient-key-data: {Base64(key)}", Trusted)
            .ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().ClientCertificate.ShouldBe("CN=alice");
        _world.Access().Identity.ShouldBe("user 'alice' (client certificate)");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_client_certificate_is_shown_from_files_beside_the_kubeconfig()
    {
        await using var api = await StartAsync(tls: true);
        var (certificate, key) = Authority.Client("bob");
        _world.Folder.Write(".kube/bob.crt", certificate);
        _world.Folder.Write(".kube/bob.key", key);
        _world.Folder.Write(".kube/ca.crt", Authority.Pem);

        var outcome = await _world
            .With(api, "client-certificate: bob.crt\nclient-key: bob.key", "certificate-authority: ca.crt")
            .ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().ClientCertificate.ShouldBe("CN=bob");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_client_certificate_is_shown_from_explicit_keys()
    {
        await using var api = await StartAsync(tls: true);
        var (certificate, key) = Authority.Client("carol");
        _world.Environment["KUBERNETES_HOST"] = api.Address;
        _world.Environment["KUBERNETES_CERT_FILE"] = _world.Folder.Write("c.crt", certificate);
        _world.Environment["KUBERNETES_KEY_FILE"] = _world.Folder.Write("c.key", key);
        _world.Environment["KUBERNETES_CA_CERT_FILE"] = _world.Folder.Write("ca.crt", Authority.Pem);

        var outcome = await _world.ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        outcome.Warnings.ShouldBe([
            "The API server's certificate is verified: KUBERNETES_VERIFY_SSL is not set, which the Chaos Toolkit takes for no. "
                + "Set KUBERNETES_VERIFY_SSL=false to turn verification off.",
        ]);
        api.Seen.Single().ClientCertificate.ShouldBe("CN=carol");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_service_accounts_token_is_read_anew_for_every_request()
    {
        await using var api = await StartAsync(tls: true);
        _world.Folder.Write("serviceaccount/ca.crt", Authority.Pem);
        _world.Environment["KUBERNETES_SERVICE_HOST"] = "127.0.0.1";
        _world.Environment["KUBERNETES_SERVICE_PORT"] = api.Port.ToString();

        foreach (var token in new[] { "first", "second" })
        {
            _world.Folder.Write("serviceaccount/token", token);
            await _world.ProbeAsync();
        }

        api.Seen.Select(request => request.Headers["Authorization"]).ShouldBe(["Bearer first", "Bearer second"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task Impersonation_is_asked_for()
    {
        await using var api = await StartAsync();

        await _world.With(api, "token: abcd\nas: bob\nas-uid: '7'\nas-groups: [dev]\nas-user-extra: {scope: [view]}").ProbeAsync();

        api.Seen.Single()
            .Headers.Where(header => header.Key.StartsWith("Impersonate", StringComparison.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {header.Value}")
            .ShouldBe(["Impersonate-Extra-scope: view", "Impersonate-Group: dev", "Impersonate-Uid: 7", "Impersonate-User: bob"]);
    }

    [Fact(Timeout = 20_000)]
    public async Task An_unknown_authority_is_refused_with_what_to_do()
    {
        await using var api = await StartAsync(tls: true);
        var other = new TestAuthority("Another CA");

        var outcome = await _world.With(api, cluster: "certificate-authority-data: " + Base64(other.Pem)).ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"crashed: cannot list pods in namespace 'default': no secure connection to '{api.Address}' "
                    + $"(context 'test' of kubeconfig '{_world.Kubeconfig}'): its certificate comes from an authority that is not trusted. "
                    + "Name the right one: certificate-authority in the kubeconfig, or KUBERNETES_CA_CERT_FILE."
            );
        api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_that_is_not_trusted_comes_with_the_warning_that_it_once_was()
    {
        await using var api = await StartAsync(tls: true);
        _world.Environment["KUBERNETES_HOST"] = api.Address;

        var outcome = await _world.ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"crashed: cannot list pods in namespace 'default': no secure connection to '{api.Address}' "
                    + "(KUBERNETES_HOST in the environment): its certificate comes from an authority that is not trusted. "
                    + "Name the right one: certificate-authority in the kubeconfig, or KUBERNETES_CA_CERT_FILE."
            );
        outcome.Warnings.Length.ShouldBe(1);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("insecure-skip-tls-verify: true", null)]
    [InlineData(null, "false")]
    public async Task Verification_can_be_turned_off(string? cluster, string? verify)
    {
        await using var api = await StartAsync(tls: true);
        if (cluster is not null)
        {
            _world.With(api, cluster: cluster);
        }
        else
        {
            _world.Environment["KUBERNETES_HOST"] = api.Address;
            _world.Environment["KUBERNETES_VERIFY_SSL"] = verify!;
        }

        var outcome = await _world.ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        outcome.Warnings.ShouldBeEmpty();
        _world.Access().VerifiesServer.ShouldBeFalse();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_certificate_for_another_name_is_refused_with_what_to_do()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(), Authority.Server("api.example.test"));

        var outcome = await _world.With(api, cluster: Trusted).ProbeAsync();

        outcome
            .Line()
            .ShouldBe(
                $"crashed: cannot list pods in namespace 'default': no secure connection to '{api.Address}' "
                    + $"(context 'test' of kubeconfig '{_world.Kubeconfig}'): its certificate is for another name. "
                    + "Use the name that it is for, or set tls-server-name in the kubeconfig."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_tls_server_name_is_asked_for_and_verified()
    {
        await using var api = await FakeApi.StartAsync(_ => Some.PodList(Some.Pod("a")), Authority.Server("api.example.test"));

        var outcome = await _world.With(api, cluster: Trusted + "\ntls-server-name: api.example.test").ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        api.Seen.Single().ServerName.ShouldBe("api.example.test");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("HTTP_PROXY", null)]
    [InlineData("http_proxy", null)]
    [InlineData(null, "proxy-url: {proxy}")]
    public async Task A_proxy_is_used(string? variable, string? cluster)
    {
        await using var proxy = await StartAsync();
        if (variable is not null)
        {
            _world.Environment[variable] = proxy.Address;
        }

        var outcome = await _world
            .With("http://api.example.test", cluster: cluster?.Replace("{proxy}", proxy.Address, StringComparison.Ordinal) ?? "")
            .ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
        proxy.Seen.Single().Headers["Host"].ShouldBe("api.example.test");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_on_this_machine_or_in_no_proxy_is_asked_directly()
    {
        await using var api = await StartAsync();
        _world.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";

        var outcome = await _world.With(api).ProbeAsync();

        outcome.Line().ShouldBe("succeeded true");
    }

    private static string Trusted => "certificate-authority-data: " + Base64(Authority.Pem);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Task<FakeApi> StartAsync(bool tls = false) =>
        FakeApi.StartAsync(_ => Some.PodList(Some.Pod("a")), tls ? Authority.Server("127.0.0.1", "localhost") : null);
}
