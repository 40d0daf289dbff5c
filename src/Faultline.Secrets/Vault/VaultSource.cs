using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;

namespace Faultline.Secrets.Vault;

/// <summary>Secrets from HashiCorp Vault (reference specification §7.2): <c>{"type": "vault", "path": P, "key": K?}</c>.</summary>
public sealed class VaultSource(IEnvironment environment, TimeProvider time) : ISecretSource
{
    internal const string HowToLogIn =
        "Give 'vault_token', 'vault_role_id' and 'vault_role_secret', or 'vault_sa_role' in the configuration, or set VAULT_TOKEN.";

    /// <inheritdoc/>
    public string Type => "vault";

    /// <inheritdoc/>
    public IEnumerable<CallProblem> Check(SecretRequest request)
    {
        var declaration = request.Declaration;
        foreach (var problem in DeclarationChecks.Common(declaration, Type))
        {
            yield return problem;
        }

        if (DeclarationChecks.TextOf(declaration, "path") is null && declaration["path"] is null or DataNull or DataString)
        {
            yield return new CallProblem($"Missing Vault secret path for '{PythonText.Repr(declaration)}'")
            {
                Severity = CallProblemSeverity.Warning,
            };
            if (declaration.Has("key"))
            {
                yield return new CallProblem(
                    "Vault secrets must now specify the `path` property. The `key` property is now a key of a Vault secret rather than "
                        + "the actual path. For instance: {'my-key': {'type': 'vault', 'key': 'foo'}} now becomes: "
                        + "{'my-key': {'type': 'vault', 'path': 'foo'}}"
                )
                {
                    Severity = CallProblemSeverity.Warning,
                    Where = declaration["key"],
                };
            }

            yield break;
        }

        var (settings, problems) = VaultSettings.Read(request.Configuration, environment);
        foreach (var problem in problems)
        {
            yield return problem;
        }

        if (settings is { Login: null })
        {
            yield return new CallProblem("there is no token for Vault, and nothing to log in with")
            {
                Severity = CallProblemSeverity.NotHere,
                Remedy = HowToLogIn,
            };
        }
    }

    /// <inheritdoc/>
    public ISecretSession Open() => new VaultSession(environment, time);
}
