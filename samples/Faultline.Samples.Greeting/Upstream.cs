using System.Globalization;

namespace Faultline.Samples.Greeting;

/// <summary>One of the two services that the webapp calls.</summary>
internal sealed class Upstream(string url, string fallback, WebappOptions options, HttpClient client, TimeProvider time)
{
    private readonly CircuitBreaker? _breaker = options.HasCircuitBreaker ? new CircuitBreaker(time) : null;

    /// <summary>The word for when the service fails.</summary>
    public string Fallback => fallback;

    /// <summary>The URL of a call.</summary>
    public string Url(string query) => url + query;

    /// <summary>The service's word; null where the circuit breaker forbids the call.</summary>
    /// <exception cref="UpstreamException">It did not answer, not in time, or with an error.</exception>
    public async Task<string?> AskAsync(string query, CancellationToken cancellationToken)
    {
        if (_breaker is { } breaker && !breaker.Allows())
        {
            return null;
        }

        try
        {
            var word = await CallAsync(Url(query), cancellationToken);
            _breaker?.Succeeded();
            return word;
        }
        catch (UpstreamException)
        {
            _breaker?.Failed();
            throw;
        }
    }

    private async Task<string> CallAsync(string target, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // A connection per call, so that each finds the instances that are there now.
            using var request = new HttpRequestMessage(HttpMethod.Get, target) { Headers = { ConnectionClose = true } };
            using var response = await client.SendAsync(request, either.Token);
            return (int)response.StatusCode < 500
                ? await response.Content.ReadAsStringAsync(either.Token)
                : throw new UpstreamException(string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}"));
        }
        catch (HttpRequestException e)
        {
            throw new UpstreamException(e.Message);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(
                string.Create(CultureInfo.InvariantCulture, $"no answer within {options.Timeout!.Value.TotalSeconds:0.###} s")
            );
        }
    }
}
