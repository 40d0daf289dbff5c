namespace Faultline.Proxy;

/// <summary>How a proxy server is started.</summary>
public sealed record ProxyServerOptions
{
    /// <summary>The host of the API; all interfaces where it is empty.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the API; 0 for a free one.</summary>
    public int Port { get; init; } = 8474;

    /// <summary>A file with a list of proxies, read again when it changes; null for none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Our version.</summary>
    public required string Version { get; init; }

    /// <summary>Decides jitter, sizes of slices, and which connections a toxic is for.</summary>
    public required Random Random { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told what happens to the configuration file, in a line each.</summary>
    public required Action<string> Log { get; init; }
}
