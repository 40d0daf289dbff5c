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
    private byte[]? _taken;
    private string _said = "";

    /// <summary>Done when the file is not looked at any more.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Reads the file, and watches it until the token ends.</summary>
    /// <exception cref="ProxyException">It can't be read or is wrong.</exception>
    public async Task StartAsync(CancellationToken end)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(path, end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProxyException(400, $"The configuration file '{path}' can't be read: {e.Message}");
        }

        if (await ApplyAsync(content) is { } problem)
        {
            throw new ProxyException(400, $"The configuration file '{path}' is wrong: {problem.Message}.");
        }

        Ended = WatchAsync(end);
    }

    private async Task WatchAsync(CancellationToken end)
    {
        // Read rather than watched: mounted files, editors that write a new file in place of the old one, and changes within one tick of
        // the file system's clock are all the same to it.
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                var said = await ReadAgainAsync(end);
                if (said.Length > 0 && said != _said)
                {
                    log(said);
                }

                _said = said;
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task<string> ReadAgainAsync(CancellationToken end)
    {
        try
        {
            var content = await File.ReadAllBytesAsync(path, end);
            if (content.AsSpan().SequenceEqual(_taken))
            {
                return "";
            }

            return await ApplyAsync(content) switch
            {
                null => $"'{path}' has changed and was read again",
                { } problem when _taken is null => $"'{path}' was taken in part, and what is missing is tried again: {problem.Message}",
                { } problem => $"'{path}' is wrong, and nothing is changed: {problem.Message}",
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' can't be read, and nothing is changed: {e.Message}";
        }
    }

    private async Task<ProxyException?> ApplyAsync(byte[] content)
    {
        IReadOnlyList<ProxyWish> wishes;
        try
        {
            wishes = ApiBody.Proxies(ApiBody.Parse(content));
        }
        catch (ProxyException e)
        {
            return e;
        }

        var names = wishes.Select(wish => wish.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _names.Except(names))
        {
            await proxies.TryRemoveAsync(gone);
        }

        _names = names;
        var (_, problem) = await proxies.PopulateAsync(wishes, lease: null);
        _taken = problem is null ? content : null;
        return problem;
    }
}
