namespace Faultline.Providers.Kubernetes.Client;

/// <summary>The API could not be asked, or said no.</summary>
/// <param name="message">What was to be done, why it was not, and what to do; without any secret.</param>
/// <param name="statusCode">The HTTP status of the answer; null where there was none.</param>
internal sealed class KubernetesException(string message, int? statusCode = null) : Exception(message)
{
    public int? StatusCode { get; } = statusCode;

    /// <summary>How long the server asks to wait before another try; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same question may have another answer a little later: nobody was reached, or the server is in trouble.</summary>
    public bool MayPass => !IsLockedOut && StatusCode is null or 410 or 429 or >= 500;

    /// <summary>The same with words before it that say what it was about.</summary>
    public KubernetesException After(string words) =>
        new(words + Message, StatusCode) { IsLockedOut = IsLockedOut, RetryAfter = RetryAfter };

    /// <summary>
    /// Whether nothing can be known of the cluster this way: it does not accept who we are, or can't prove who it is. What is not
    /// reached, or says no for another reason, may be so because of the experiment.
    /// </summary>
    public bool IsLockedOut { get; init; }
}
