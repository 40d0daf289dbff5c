using Faultline.Abstractions.Secrets;

namespace Faultline.Secrets.Tests.Vault;

public sealed class VaultFetchTests : IAsyncLifetime
{
    private const string Password = "{\"type\": \"vault\", \"path\": \"db\", \"key\": \"password\"}";
    private const string Whole = "{\"type\": \"vault\", \"path\": \"db\"}";

    private readonly VaultWorld _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task A_key_of_a_secret_is_its_value()
    {
        (await _world.AskAsync(Password)).ShouldBe("\"correct horse\"");
        _world.Server.Log.ShouldBe("GET secret/data/db by the user");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_without_a_key_is_the_whole() =>
        (await _world.AskAsync(Whole)).ShouldBe("{\"user\": \"jane\", \"password\": \"correct horse\"}");

    [Fact(Timeout = 60_000)]
    public async Task The_older_store_keeps_its_secrets_elsewhere()
    {
        (await _world.With("vault_kv_version", "1").AskAsync(Whole)).ShouldBe("{\"user\": \"jane\"}");
        _world.Server.Log.ShouldBe("GET secret/db by the user");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_may_be_mounted_elsewhere()
    {
        _world.Server.Store["team/kv/data/a%20b"] = "{\"data\": {\"data\": {\"x\": 1}}}";

        (await _world.With("vault_secrets_mount_point", "team/kv").AskAsync("{\"path\": \"a b\", \"key\": \"x\"}")).ShouldBe("1");
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_secrets_of_one_path_are_one_request()
    {
        await _world.AskAsync(Password);
        await _world.AskAsync(Whole);

        _world.Server.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_namespace_goes_along()
    {
        await _world.WithVariable("VAULT_NAMESPACE", "team-a").AskAsync(Password);

        _world.Server.Log.ShouldBe("GET secret/data/db by the user in team-a");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(
        "{\"path\": \"none\"}",
        "No Vault secret found at path: none. Vault at ADDRESS answered with status 404 (GET /v1/secret/data/none) | Are the path,"
    )]
    [InlineData(
        "{\"path\": \"db\", \"key\": \"pasword\"}",
        "Vault's secret at 'secret/data/db' has no key 'pasword' | Did you mean 'password'?"
    )]
    [InlineData("{\"path\": \"db\", \"key\": \"x\"}", "Vault's secret at 'secret/data/db' has no key 'x' | It has: user, password.")]
    public async Task What_is_not_there_is_an_error(string declaration, string problem) =>
        (await _world.AskAsync(declaration)).ShouldStartWith(problem);

    [Fact(Timeout = 60_000)]
    public async Task An_empty_secret_is_a_warning()
    {
        _world.Server.Store["secret/data/empty"] = "{\"data\": {\"data\": {}}}";

        (await _world.AskAsync("{\"path\": \"empty\"}")).ShouldBe("{} | No Vault secret found at path: empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_declaration_without_a_path_asks_nobody()
    {
        (await _world.AskAsync("{\"type\": \"vault\"}")).ShouldBe("{}");
        _world.Server.Requests.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_token_is_an_error_that_does_not_show_it()
    {
        var answer = await _world.With("vault_token", "hvs.wrong-token").FetchAsync(Password);

        var failed = answer.ShouldBeOfType<SecretAnswer.Failed>();
        failed.Message.ShouldBe($"Vault at {_world.Server.Address} answered with status 403: permission denied (GET /v1/secret/data/db)");
        failed.Remedy.ShouldBe("Does the token's policy allow 'read' on 'secret/data/db', and has the token not expired?");
        failed.Sensitive.ShouldBe(["hvs.wrong-token"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_over_in_a_moment_is_tried_again()
    {
        _world.Server.First["secret/data/db"] = new([(503, ""), (429, "{\"errors\": [\"slow down\"]}"), (500, "")]);

        (await _world.AskPatientlyAsync(Password)).ShouldBe("\"correct horse\"");
        _world.Server.Requests.Count.ShouldBe(4);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_does_not_end_is_given_up()
    {
        _world.Server.First["secret/data/db"] = new(Enumerable.Repeat((503, "{\"errors\": [\"no leader\"]}"), 10));

        (await _world.AskPatientlyAsync(Password)).ShouldBe(
            "Vault at ADDRESS answered with status 503: no leader (GET /v1/secret/data/db) | "
        );
        _world.Server.Requests.Count.ShouldBe(5);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_sealed_Vault_is_not_asked_again()
    {
        _world.Server.First["secret/data/db"] = new([(503, "{\"errors\": [\"Vault is sealed\"]}")]);

        (await _world.AskAsync(Password)).ShouldBe(
            "Vault at ADDRESS answered with status 503: Vault is sealed (GET /v1/secret/data/db) | Unseal it ('vault operator unseal')."
        );
        _world.Server.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_Vault_that_is_not_there_is_an_error_with_its_address()
    {
        await _world.Server.DisposeAsync();

        (await _world.AskPatientlyAsync(Password)).ShouldStartWith("Vault at ADDRESS can't be reached: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_no_Vault_is_told()
    {
        _world.Server.Store["secret/data/db"] = "<html>";

        (await _world.AskAsync(Password)).ShouldBe(
            "Vault at ADDRESS answered with something other than JSON (GET /v1/secret/data/db) | Is 'vault_addr' that of a Vault server?"
        );
    }
}
