using Faultline.Proxy.Api;

namespace Faultline.Proxy.Proxies;

/// <summary>
/// A file with a list of proxies, read again when it changes: what is new is made, what moved is replaced, what has gone from the
/// file is removed, and what was made in other ways stays. A file that is wrong changes nothing.
/// </summary>
internal sealed class ConfigFile(string path, ProxyTable proxies, TimeProvider time, Action<string> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private HashSet<string> _names = new(StringComparer.Ordinal);
    private byte[] _content = [];

    /// <summary>Done when the file is not looked at any more.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Reads the file, and watches it until the token ends.</summary>
    /// <exception cref="ProxyException">It can't be read or is wrong.</exception>
    public async Task StartAsync(CancellationToken end)
    {
        try
        {
            _content = await File.ReadAllBytesAsync(path, end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProxyException(400, $"The configuration file '{path}' can't be read: {e.Message}");
        }

        if (await ApplyAsync() is { } problem)
        {
            throw new ProxyException(400, $"The configuration file '{path}' is wrong: {problem}.");
        }

        Ended = WatchAsync(end);
    }

    private async Task WatchAsync(CancellationToken end)
    {
        // Looked at rather than watched: mounted files and editors that write a new file in place of the old one are all the same to it.
        using var timer = new PeriodicTimer(Interval, time);
        var stamp = Stamp();
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                var now = Stamp();
                if (now == stamp)
                {
                    continue;
                }

                stamp = now;
                await ReadAgainAsync(end);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private async Task ReadAgainAsync(CancellationToken end)
    {
        try
        {
            var content = await File.ReadAllBytesAsync(path, end);
            if (content.AsSpan().SequenceEqual(_content))
            {
                return;
            }

            _content = content;
            log(
                await ApplyAsync() is { } problem
                    ? $"'{path}' is wrong, and not all of it was taken: {problem}"
                    : $"'{path}' has changed and was read again"
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log($"'{path}' can't be read, and nothing is changed: {e.Message}");
        }
    }

    private async Task<string?> ApplyAsync()
    {
        try
        {
            var wishes = ApiBody.Proxies(ApiBody.Parse(_content));
            var names = wishes.Select(wish => wish.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in _names.Except(names).Where(name => proxies.All.Any(proxy => proxy.Name == name)).ToList())
            {
                await proxies.RemoveAsync(gone);
            }

            _names = names;
            return (await proxies.PopulateAsync(wishes, lease: null)).Problem?.Message;
        }
        catch (ProxyException e)
        {
            return e.Message;
        }
    }
}
