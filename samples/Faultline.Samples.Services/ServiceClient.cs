using System.Globalization;

namespace Faultline.Samples.Services;

/// <summary>Asks another service over HTTP, for as long as it was given.</summary>
/// <param name="timeout">How long a call may take, from the connection to the last byte; null waits for ever.</param>
/// <param name="time">The clock of the timeout.</param>
internal sealed class ServiceClient(TimeSpan? timeout, TimeProvider time) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The whole answer, where its status is below 500.</summary>
    /// <exception cref="ServiceException">The service did not answer, not in time, not to the end, or with an error.</exception>
    public async Task<string> GetAsync(string url, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A connection per call, so that each finds the instances that are there now.
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { ConnectionClose = true } };
            using var response = await _client.SendAsync(request, either.Token);
            return (int)response.StatusCode < 500
                ? await response.Content.ReadAsStringAsync(either.Token)
                : throw new ServiceException(string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}"));
        }
        catch (HttpRequestException e)
        {
            throw new ServiceException(e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout!.Value.TotalSeconds:0.###} s")
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
