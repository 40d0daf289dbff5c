using System.Threading.Channels;
using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Notifications;

/// <summary>What one channel is still to be told, and the one task that tells it, begun with the first event.</summary>
internal sealed class ChannelQueue(DataObject declaration, IChannel channel, TimeProvider time, Action<string> warn) : IAsyncDisposable
{
    private readonly Channel<(string Name, DataObject Happened)> _events = Channel.CreateUnbounded<(string, DataObject)>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task? _telling;

    /// <summary>Adds an event, if the channel wants to know of such.</summary>
    public void Add(string name, DataObject happened)
    {
        if (declaration["events"] is DataArray { Items.Length: > 0 } wanted && !wanted.Items.OfType<DataString>().Any(e => e.Value == name))
        {
            return;
        }

        _events.Writer.TryWrite((name, happened));
        lock (_lock)
        {
            _telling ??= Task.Run(TellAsync);
        }
    }

    /// <summary>Tells the rest, but no longer than one answer may take.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        Task? telling;
        lock (_lock)
        {
            telling = _telling;
        }

        if (telling is not null)
        {
            using var timer = time.CreateTimer(_ => _stop.Cancel(), null, Patience.Whole, Timeout.InfiniteTimeSpan);
            await telling;
        }

        channel.Dispose();
        _stop.Dispose();
    }

    private async Task TellAsync()
    {
        await foreach (var (name, happened) in _events.Reader.ReadAllAsync())
        {
            if (await TellAsync(happened) is { } problem)
            {
                warn($"{channel.Name} was not told of '{name}': {problem}");
            }
        }
    }

    // Whatever becomes of a notification, the run is not to know.
    private async Task<string?> TellAsync(DataObject happened)
    {
        if (_stop.IsCancellationRequested)
        {
            return "there was no time left for it";
        }

        try
        {
            return await channel.TellAsync(happened, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return "there was no time left for it";
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
