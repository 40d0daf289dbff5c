namespace Faultline.Lab;

/// <summary>How a service is doing.</summary>
public sealed record LabServiceStatus
{
    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The URL of its first port, as it is really listened on, with a slash at the end.</summary>
    public required string Url { get; init; }

    /// <summary>The first port, as the manifest asks for it; the URL has another one where that could not be had.</summary>
    public required int Port { get; init; }

    /// <summary>How many pods it forwards to.</summary>
    public required int Endpoints { get; init; }

    /// <summary>What it does where there are none: refuse, blackhole or hang.</summary>
    public required string NoEndpoint { get; init; }
}
