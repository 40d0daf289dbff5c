using System.Collections.Immutable;
using System.Net.Sockets;
using Faultline.Abstractions.Faults;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Drops;

/// <summary>
/// Keeps up with the world while packets are dropped: looks names up again, looks for devices that have come, and tells the user of
/// each change. What was found once stays until the end.
/// </summary>
internal sealed class DropWatch : IAsyncDisposable
{
    private readonly DropPlan _plan;
    private readonly IDropHold _hold;
    private readonly DropLines _lines;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<string> _told = [];
    private readonly HashSet<(int, string)> _devices;
    private readonly Task _work;

    private DropWatch(DropPlan plan, IDropHold hold, DropLines lines, IEnumerable<NetworkLink> links, TimeProvider time, TimeSpan period)
    {
        (_plan, _hold, _lines, _time, _period) = (plan, hold, lines, time, period);
        _devices = [.. links.Select(link => (link.Index, link.Name))];
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Begins.</summary>
    /// <param name="plan">What is dropped.</param>
    /// <param name="hold">What drops it.</param>
    /// <param name="lines">The lines for the user.</param>
    /// <param name="links">The devices that are taken in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="period">How long it waits between two looks.</param>
    public static DropWatch Start(
        DropPlan plan,
        IDropHold hold,
        DropLines lines,
        IEnumerable<NetworkLink> links,
        TimeProvider time,
        TimeSpan period
    ) => new(plan, hold, lines, links, time, period);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        // Whatever went wrong with it: an undo does not wait for that, nor end by it.
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WorkAsync()
    {
        using var timer = new PeriodicTimer(_period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The fault ends.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            if (_plan.Selection.HasNames)
            {
                await NamesAsync();
            }

            if (_plan.Selection.Devices.IsEmpty)
            {
                Devices();
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or FaultRefusedException)
        {
            // What is dropped stays dropped; the next look may find more.
            Once(exception.Message);
        }
    }

    private async Task NamesAsync()
    {
        var changes = await _plan.Addresses.RefreshAsync(_end.Token);
        if (changes.HasAny)
        {
            _hold.Add(changes);
            _lines.Tell(changes.Excluded, changes.Included);
        }

        foreach (var (name, why) in changes.Failures)
        {
            Once($"'{name}' can't be resolved just now, what it was resolved to stays: {why}");
        }
    }

    private void Devices()
    {
        using var links = _plan.Scope.Network.Run(LinkConnection.Open);
        var now = DeviceChoice.Choose(_plan.Selection, links.Links(), _plan.Addresses.Included);
        var added = now.Where(link => !_devices.Contains((link.Index, link.Name))).ToImmutableArray();
        if (added.IsEmpty)
        {
            return;
        }

        // Also those that can't be taken in are not tried for ever.
        _devices.UnionWith(added.Select(link => (link.Index, link.Name)));
        _hold.Add([.. added.Select(link => link.Name)]);
        foreach (var link in added)
        {
            _lines.Tell($"Taking in network device {link.Name}, which has come since");
        }
    }

    private void Once(string line)
    {
        if (_told.Add(line))
        {
            _lines.Tell(line);
        }
    }
}
