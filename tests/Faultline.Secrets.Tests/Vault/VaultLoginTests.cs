using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.TestKit;

namespace Faultline.Secrets.Tests.Vault;

public sealed class VaultLoginTests : IAsyncLifetime
{
    private const string Password = "{\"type\": \"vault\", \"path\": \"db\", \"key\": \"password\"}";
    private const string User = "{\"type\": \"vault\", \"path\": \"db\", \"key\": \"user\"}";

    private readonly VaultWorld _world = new(withToken: false);
    private readonly TemporaryFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Weakness_18_an_AppRole_logs_in_once_for_all_secrets_and_its_token_is_revoked()
    {
        WithAppRole();
        _world.Server.Store["secret/data/other"] = "{\"data\": {\"data\": {\"x\": \"y\"}}}";

        (await _world.AskAsync(Password)).ShouldBe("\"correct horse\"");
        (await _world.AskAsync("{\"path\": \"other\", \"key\": \"x\"}")).ShouldBe("\"y\"");
        (await _world.Session.CloseAsync(CancellationToken.None)).ShouldBeEmpty();

        _world.Server.Log.ShouldBe(
            """
            POST auth/approle/login
            GET secret/data/db by login-1
            GET secret/data/other by login-1
            POST auth/token/revoke-self by login-1
            """
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_service_account_logs_in_with_its_token()
    {
        _world
            .With("vault_sa_role", "chaos")
            .With("vault_sa_token_path", _folder.Write("token", "jwt-of-the-account\n"))
            .With("vault_k8s_mount_point", "clusters/one");

        (await _world.AskAsync(Password)).ShouldBe("\"correct horse\"");
        _world.Server.Requests.First().ShouldBe("POST auth/clusters/one/login");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_refused_AppRole_is_told_without_its_secret()
    {
        _world.With("vault_role_id", "role").With("vault_role_secret", "some-wrong-secret");

        var answer = await _world.AskAsync(Password);

        answer.ShouldBe(
            "Failed to connect to Vault with the AppRole: Vault at ADDRESS answered with status 400: invalid role or secret ID (POST /v1/auth/approle/login)"
                + " | Are 'vault_role_id' and 'vault_role_secret' right, and may the secret id be used once more?"
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_refused_service_account_is_told()
    {
        _world.With("vault_sa_role", "chaos").With("vault_sa_token_path", _folder.Write("token", "another"));

        (await _world.AskAsync(Password)).ShouldStartWith(
            "Failed to connect to Vault using service account with errors: 'Vault at ADDRESS answered with status 400: invalid role or secret ID (POST /v1/auth/kubernetes/login)' | Are"
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_service_account_without_a_token_is_told() =>
        (await _world.With("vault_sa_role", "chaos").With("vault_sa_token_path", "/not/there").AskAsync(Password)).ShouldStartWith(
            "Failed to get service account token at: /not/there | "
        );

    [Fact(Timeout = 60_000)]
    public async Task The_token_of_Vaults_own_client_is_used_where_nothing_else_is_said()
    {
        _folder.Write(".vault-token", VaultServer.UserToken + "\n");

        (await _world.WithVariable("HOME", _folder.Path).AskAsync(Password)).ShouldBe("\"correct horse\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_variables_of_Vaults_own_client_are_read()
    {
        _world.Configuration = DataObject.Empty;
        _world.WithVariable("VAULT_ADDR", _world.Server.Address).WithVariable("VAULT_TOKEN", VaultServer.UserToken);

        (await _world.AskAsync(Password)).ShouldBe("\"correct horse\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_users_own_token_is_never_revoked()
    {
        await _world.With("vault_token", VaultServer.UserToken).AskAsync(Password);
        await _world.Session.CloseAsync(CancellationToken.None);

        _world.Server.Log.ShouldBe("GET secret/data/db by the user");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_that_has_ended_is_replaced_by_another_login()
    {
        WithAppRole();
        _world.Server.Store["secret/data/other"] = "{\"data\": {\"data\": {\"x\": \"y\"}}}";

        await _world.AskAsync(Password);
        _world.Clock.Advance(TimeSpan.FromSeconds(601));

        (await _world.AskAsync("{\"path\": \"other\", \"key\": \"x\"}")).ShouldBe("\"y\"");
        _world.Server.Requests.Last().ShouldBe("GET secret/data/other by login-2");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_login_lends_a_token_that_can_be_renewed()
    {
        WithAppRole();
        var lease = ((SecretAnswer.Found)await _world.FetchAsync(Password)).Leases.Single();

        lease.ShouldBe(new SecretLease($"The token for Vault at {_world.Server.Address}", TimeSpan.FromSeconds(600), IsRenewable: true));
        ((SecretAnswer.Found)await _world.FetchAsync(User)).Leases.ShouldBeEmpty();

        _world.Clock.Advance(TimeSpan.FromSeconds(400));
        (await _world.Session.RenewAsync(lease, CancellationToken.None)).ShouldBe(new SecretRenewal(lease));
        _world.Server.Requests.Last().ShouldBe("POST auth/token/renew-self by login-1");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_renewal_that_is_refused_is_told()
    {
        WithAppRole();
        var lease = ((SecretAnswer.Found)await _world.FetchAsync(Password)).Leases.Single();
        _world.Clock.Advance(TimeSpan.FromSeconds(601));

        var renewal = await _world.Session.RenewAsync(lease, CancellationToken.None);

        renewal.Lease.ShouldBeNull();
        renewal.Problem.ShouldNotBeNull().ShouldStartWith($"The token for Vault at {_world.Server.Address} could not be renewed: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lease_of_a_secret_made_for_us_is_renewed_and_revoked_while_the_users_token_stays()
    {
        _world.With("vault_token", VaultServer.UserToken).With("vault_kv_version", 1).With("vault_secrets_mount_point", "database");
        _world.Server.Store["database/creds/shop"] =
            "{\"lease_id\": \"database/creds/shop/1\", \"lease_duration\": 60, \"renewable\": true, \"data\": {\"username\": \"u\", \"password\": \"p\"}}";

        var found = (SecretAnswer.Found)await _world.FetchAsync("{\"path\": \"creds/shop\", \"key\": \"password\"}");
        found.Leases.Select(lease => (lease.Duration.TotalSeconds, lease.IsRenewable)).ShouldBe([(60, true), (600, true)]);
        await _world.Session.RenewAsync(found.Leases[0], CancellationToken.None);
        await _world.Session.CloseAsync(CancellationToken.None);

        _world.Server.Log.ShouldBe(
            """
            GET database/creds/shop by the user
            GET auth/token/lookup-self by the user
            PUT sys/leases/renew by the user
            POST sys/leases/revoke by the user
            """
        );
        _world.Server.Bodies.Last().ShouldBe("{\"lease_id\": \"database/creds/shop/1\"}");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_that_can_not_be_revoked_is_told()
    {
        WithAppRole();
        await _world.AskAsync(Password);
        _world.Server.First["auth/token/revoke-self"] = new([(403, "{\"errors\": [\"permission denied\"]}")]);

        (await _world.Session.CloseAsync(CancellationToken.None))
            .Single()
            .ShouldStartWith($"The token for Vault at {_world.Server.Address} could not be revoked: ");
    }

    private void WithAppRole() => _world.With("vault_role_id", "role").With("vault_role_secret", "secret-of-the-role");
}
