namespace Faultline.Providers.Proxy.Client;

/// <summary>
/// A lease that lasts as long as this process holds a connection open: what was made under it vanishes when this is disposed, or
/// when the process ends in whatever way.
/// </summary>
public sealed class HeldLease : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly CancellationTokenSource _end = new();

    internal HeldLease(string id, HttpResponseMessage answer)
    {
        (Id, _answer) = (id, answer);
        Ended = ReadAsync();
    }

    /// <summary>Its name, for requests that make something under it.</summary>
    public string Id { get; }

    /// <summary>Done when the connection has ended, from whichever side: nothing that was made under it is there any more.</summary>
    public Task Ended { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _answer.Dispose();
        await Ended;
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        var beats = new byte[64];
        try
        {
            var stream = await _answer.Content.ReadAsStreamAsync(_end.Token);
            while (await stream.ReadAsync(beats, _end.Token) > 0)
            {
                // The server is there; nothing else is to be learned from it.
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // That is what the end of it looks like.
        }
    }
}
