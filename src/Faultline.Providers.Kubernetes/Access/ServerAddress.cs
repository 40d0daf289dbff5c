namespace Faultline.Providers.Kubernetes.Access;

/// <summary>The address of an API server.</summary>
internal static class ServerAddress
{
    /// <summary>An http or https address; one without a scheme is taken for https.</summary>
    /// <exception cref="ClusterAccessException">The text is not an address.</exception>
    public static Uri Parse(string text, string place)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        return Uri.TryCreate(full, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            ? uri
            : throw new ClusterAccessException(
                $"'{Show(text)}' ({place}) is not the address of an API server; it should look like 'https://host:6443'."
            );
    }

    /// <summary>The address without what may be secret in it.</summary>
    public static string Show(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    private static string Show(string text) => text.LastIndexOf('@') is var at and >= 0 ? "…" + text[at..] : text;
}
