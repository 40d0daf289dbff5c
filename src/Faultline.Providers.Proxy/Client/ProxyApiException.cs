namespace Faultline.Providers.Proxy.Client;

/// <summary>A proxy's API could not be asked, or said no.</summary>
/// <param name="message">What was to be done, why it was not, and what to do; without any secret.</param>
/// <param name="status">The HTTP status of the answer; null where there was none.</param>
public sealed class ProxyApiException(string message, int? status = null) : Exception(message)
{
    /// <summary>The HTTP status of the answer; null where there was none.</summary>
    public int? Status => status;

    /// <summary>What the API said, in its own words; null where it said nothing.</summary>
    public string? Said { get; init; }

    /// <summary>Whether nothing listens there: what a server held is gone with it.</summary>
    public bool IsRefusedConnection { get; init; }

    /// <summary>Whether the proxy, the toxic or the lease is not there.</summary>
    public bool IsNotFound => status == 404;

    /// <summary>Whether what a request makes was to belong to a lease that has ended.</summary>
    public bool IsLeaseOver => IsNotFound && Said == "lease not found";

    /// <summary>Whether there is one of that name already.</summary>
    public bool IsConflict => status == 409;
}
