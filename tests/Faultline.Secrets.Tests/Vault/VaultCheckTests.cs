using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Secrets.Vault;

namespace Faultline.Secrets.Tests.Vault;

/// <summary>Declarations are checked without a word to Vault.</summary>
public sealed class VaultCheckTests
{
    private const string Fine = "{\"type\": \"vault\", \"path\": \"db\"}";

    [Theory]
    [InlineData(Fine, "{\"vault_token\": \"t\"}", "")]
    [InlineData(Fine, "{\"vault_role_id\": \"r\", \"vault_role_secret\": \"s\"}", "")]
    [InlineData(
        "{\"type\": \"vault\", \"key\": \"x\"}",
        "{}",
        "Warning: Missing Vault secret path for '{'type': 'vault', 'key': 'x'}'\n"
            + "Warning: Vault secrets must now specify the `path` property. The `key` property is now a key of a Vault secret rather than the actual path."
            + " For instance: {'my-key': {'type': 'vault', 'key': 'foo'}} now becomes: {'my-key': {'type': 'vault', 'path': 'foo'}}"
    )]
    [InlineData(
        "{\"type\": \"vault\", \"path\": 1}",
        "{\"vault_token\": \"t\"}",
        "Error: the 'path' of a secret of type 'vault' is a text, and this is an integer"
    )]
    [InlineData(
        "{\"type\": \"vault\", \"path\": \"p\", \"keys\": \"x\"}",
        "{\"vault_token\": \"t\"}",
        "Warning: 'keys' is not a key of a secret of type 'vault' and has no effect | Did you mean 'key'?"
    )]
    [InlineData(
        Fine,
        "{}",
        "NotHere: there is no token for Vault, and nothing to log in with | Give 'vault_token', 'vault_role_id' and 'vault_role_secret', or 'vault_sa_role' in the configuration, or set VAULT_TOKEN."
    )]
    [InlineData(
        Fine,
        "{\"vault_role_id\": \"r\", \"vault_token\": \"t\"}",
        "Warning: the configuration has a 'vault_role_id' and no 'vault_role_secret' | An AppRole login takes both."
    )]
    [InlineData(
        Fine,
        "{\"vault_addr\": \"vault:8200\", \"vault_token\": {}, \"vault_kv_version\": 3}",
        "Error: the configuration 'vault_token' is a text before secrets are fetched, and this is an object\n"
            + "Error: Vault's address 'vault:8200' is none with http or https | Give it as 'vault_addr' in the configuration, or as VAULT_ADDR: https://vault.example.org:8200\n"
            + "Error: the configuration 'vault_kv_version' is 1 or 2"
    )]
    public void What_is_wrong_is_told(string declaration, string configuration, string problems) =>
        string.Join(
                '\n',
                new VaultSource(new ProcessEnvironment(new Dictionary<string, string>()), TimeProvider.System)
                    .Check(new SecretRequest((DataObject)JsonText.Parse(declaration), (DataObject)JsonText.Parse(configuration)))
                    .Select(problem => $"{problem.Severity}: {problem.Message}{(problem.Remedy is null ? "" : " | " + problem.Remedy)}")
            )
            .ShouldBe(problems);
}
