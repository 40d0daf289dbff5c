namespace Faultline.Samples.Services.Greeting;

/// <summary>One of the two services that the webapp calls.</summary>
internal sealed class Upstream(string url, string fallback, WebappOptions options, ServiceClient client, TimeProvider time)
{
    private readonly CircuitBreaker? _breaker = options.HasCircuitBreaker ? new CircuitBreaker(time) : null;

    /// <summary>The word for when the service fails.</summary>
    public string Fallback => fallback;

    /// <summary>The URL of a call.</summary>
    public string Url(string query) => url + query;

    /// <summary>The service's word; null where the circuit breaker forbids the call.</summary>
    /// <exception cref="ServiceException">It did not answer, not in time, or with an error.</exception>
    public async Task<string?> AskAsync(string query, CancellationToken cancellationToken)
    {
        if (_breaker is { } breaker && !breaker.Allows())
        {
            return null;
        }

        try
        {
            var word = await client.GetAsync(Url(query), cancellationToken);
            _breaker?.Succeeded();
            return word;
        }
        catch (ServiceException)
        {
            _breaker?.Failed();
            throw;
        }
    }
}
