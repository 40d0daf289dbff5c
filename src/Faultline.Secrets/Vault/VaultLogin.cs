namespace Faultline.Secrets.Vault;

/// <summary>Who we are to Vault.</summary>
internal abstract record VaultLogin
{
    private VaultLogin() { }

    /// <summary>The user's own token: it is used, and never revoked.</summary>
    public sealed record Token(string Value) : VaultLogin;

    /// <summary>The user's own token, in a file.</summary>
    public sealed record TokenFile(string Path) : VaultLogin;

    /// <summary>An AppRole.</summary>
    public sealed record AppRole(string RoleId, string SecretId) : VaultLogin;

    /// <summary>A Kubernetes service account, whose token is in a file.</summary>
    public sealed record Kubernetes(string Role, string TokenPath, string Mount) : VaultLogin;
}
