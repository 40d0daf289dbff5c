using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Secrets.Vault;

/// <summary>A token, and what is known of it.</summary>
internal sealed record VaultToken
{
    /// <summary>The token itself.</summary>
    public required string Value { get; init; }

    /// <summary>Whether it was got by a login of our own, so that it is ours to revoke.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether Vault keeps it: a batch token can't be revoked, and goes by itself.</summary>
    public bool CanBeRevoked { get; init; }

    /// <summary>How long it lasts; zero for ever.</summary>
    public TimeSpan Duration { get; init; }

    public bool IsRenewable { get; init; }

    /// <summary>What must not be shown: the token, and what it was got with.</summary>
    public ImmutableArray<string> Sensitive { get; init; } = [];

    /// <summary>Logs in, or takes the user's own token.</summary>
    /// <exception cref="VaultException">There is no token to be had.</exception>
    public static async Task<VaultToken> GetAsync(VaultLogin? login, VaultClient client, CancellationToken stop)
    {
        switch (login)
        {
            case VaultLogin.Token own:
                return Own(own.Value);
            case VaultLogin.TokenFile file:
                return Own(ReadFile(file.Path, $"the token in '{file.Path}' can't be read"));
            case VaultLogin.AppRole role:
                return await LogInAsync(
                    client,
                    "auth/approle/login",
                    DataObject.Of(("role_id", role.RoleId), ("secret_id", role.SecretId)),
                    role.SecretId,
                    reason => $"Failed to connect to Vault with the AppRole: {reason}",
                    "Are 'vault_role_id' and 'vault_role_secret' right, and may the secret id be used once more?",
                    stop
                );
            case VaultLogin.Kubernetes account:
                var token = ReadFile(account.TokenPath, $"Failed to get service account token at: {account.TokenPath}");
                return await LogInAsync(
                    client,
                    $"auth/{account.Mount}/login",
                    DataObject.Of(("role", account.Role), ("jwt", token)),
                    token,
                    reason => $"Failed to connect to Vault using service account with errors: '{reason}'",
                    "Are 'vault_sa_role' and 'vault_k8s_mount_point' right, and is the role bound to this service account?",
                    stop
                );
            default:
                throw new VaultException("there is no token for Vault, and nothing to log in with", VaultSource.HowToLogIn, 0);
        }
    }

    private static VaultToken Own(string value) => new() { Value = value, Sensitive = [value] };

    private static async Task<VaultToken> LogInAsync(
        VaultClient client,
        string path,
        DataObject body,
        string credential,
        Func<string, string> explain,
        string remedy,
        CancellationToken stop
    )
    {
        DataObject answer;
        try
        {
            answer = await client.SendAsync(HttpMethod.Post, path, null, body, stop);
        }
        catch (VaultException e)
        {
            // What a server says of a login may repeat what it was tried with.
            var message = credential.Length == 0 ? e.Message : e.Message.Replace(credential, "*****", StringComparison.Ordinal);
            throw new VaultException(explain(message), e.Status is >= 400 and < 500 ? remedy : e.Remedy, e.Status);
        }

        if (answer["auth"] is not DataObject auth || auth.Text("client_token") is not { Length: > 0 } token)
        {
            throw new VaultException(explain($"the answer to POST /v1/{path} holds no token"), remedy, 200);
        }

        return new VaultToken
        {
            Value = token,
            IsOurs = true,
            CanBeRevoked = auth.Text("token_type") != "batch",
            Duration = VaultSession.Seconds(auth["lease_duration"]),
            IsRenewable = auth["renewable"] is DataBoolean { Value: true },
            Sensitive = [token, credential],
        };
    }

    private static string ReadFile(string path, string problem)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VaultException(problem, e.Message, 0);
        }
    }
}
