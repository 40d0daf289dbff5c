namespace Faultline.Secrets.Vault;

/// <summary>Vault did not do what it was asked for.</summary>
/// <param name="message">Address, path, status and reason; no token.</param>
/// <param name="remedy">What to do about it.</param>
/// <param name="status">The HTTP status; 0 where there was no answer.</param>
internal sealed class VaultException(string message, string? remedy, int status) : Exception(message)
{
    public string? Remedy => remedy;

    public int Status => status;
}
