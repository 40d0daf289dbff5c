namespace Faultline.Providers.Kubernetes.Access;

/// <summary>The address of a proxy.</summary>
internal static class ProxyAddress
{
    /// <summary>An http, https or socks5 address; one without a scheme is taken for http.</summary>
    /// <exception cref="ClusterAccessException">The text is not an address.</exception>
    public static Uri Parse(string text, string place)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return
            Uri.TryCreate(full, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"
            && uri.Host.Length > 0
            ? uri
            // The text itself may hold a password.
            : throw new ClusterAccessException($"{place} is not the address of a proxy; it should look like 'http://host:3128'.");
    }
}
