using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>The engine's line to the watchdog of a run, and to the one that takes a dead one's place.</summary>
/// <param name="start">Starts a watchdog process.</param>
/// <param name="orders">What it is told.</param>
/// <param name="lost">Called when it has taken over; with the reason.</param>
internal sealed class WatchdogLine(Func<Action<DataObject>, Task<RolePeer>> start, WatchdogOrders orders, Action<string> lost) : IDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly ConcurrentDictionary<string, DataObject> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RevertResult>> _undone = new(StringComparer.Ordinal);
    private RolePeer? _peer;
    private DataObject? _holder;
    private volatile bool _isOver;

    /// <summary>The watchdog of this moment; null before the first.</summary>
    public RolePeer? Peer => Volatile.Read(ref _peer);

    /// <summary>A watchdog that lives, started anew where there is none; it has read what the one before had written.</summary>
    /// <exception cref="FaultRefusedException">It has nowhere to write.</exception>
    /// <exception cref="ProcessStartException">None can be started.</exception>
    /// <exception cref="RoleGoneException">It ended at once.</exception>
    public async Task<RolePeer> EnsureAsync(CancellationToken stop)
    {
        await _starting.WaitAsync(stop);
        try
        {
            return _peer is { Ended.IsCompleted: false } ? _peer : await StartAsync(stop);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Tells the watchdog, and all that come after it, which process to end.</summary>
    public async Task HolderIsAsync(ProcessIdentity holder, CancellationToken stop)
    {
        var message = DataObject.Of(("do", "holder"), ("holder", IdentityText.Write(holder)));
        _holder = message;
        await AskAnyAsync(message, stop);
    }

    /// <summary>Has it write down how far an effect has come.</summary>
    public Task KeepAsync(UndoRecord record, UndoPhase phase, DataObject? secrets, CancellationToken stop)
    {
        if (phase == UndoPhase.Reverted)
        {
            _secrets.TryRemove(record.Id, out _);
        }
        else if (secrets is not null)
        {
            _secrets[record.Id] = secrets;
        }

        return AskAnyAsync(Keep(record, phase, secrets), stop);
    }

    /// <summary>What a reversal needs besides.</summary>
    public DataObject? SecretsOf(string id) => _secrets.GetValueOrDefault(id);

    /// <summary>
    /// How the watchdog's own revert of an effect ended, once it has; null where it has not taken over, or knows nothing of the effect.
    /// </summary>
    public async Task<RevertResult?> UndoneAsync(string id, TimeSpan most, TimeProvider time)
    {
        if (!_undone.TryGetValue(id, out var done))
        {
            return null;
        }

        await Task.WhenAny(done.Task, Task.Delay(most, time));
        return done.Task.IsCompletedSuccessfully ? await done.Task : null;
    }

    /// <summary>Says goodbye; what is open stays on record.</summary>
    /// <returns>Whether somebody heard it.</returns>
    public async Task<bool> FarewellAsync(TimeSpan patience, TimeProvider time)
    {
        _isOver = true;
        using var stop = new CancellationTokenSource(patience, time);
        if (await StartedAsync(stop.Token) is not { Ended.IsCompleted: false } peer)
        {
            return false;
        }

        var isHeard = true;
        try
        {
            await peer.AskAsync(DataObject.Of(("do", "bye")), stop.Token);
        }
        catch (Exception e) when (e is RoleGoneException or OperationCanceledException or FaultRefusedException or IOException)
        {
            // The log stays where it is: 'recover' looks at it, and finds nothing to do.
            isHeard = false;
        }

        peer.Close();
        return isHeard;
    }

    public void Dispose() => _starting.Dispose();

    // One that takes a dead one's place at this very moment is sent home too.
    private async Task<RolePeer?> StartedAsync(CancellationToken stop)
    {
        try
        {
            await _starting.WaitAsync(stop);
            _starting.Release();
        }
        catch (OperationCanceledException)
        {
            // It hangs, and sees our end.
        }

        return Peer;
    }

    private async Task<DataObject> AskAnyAsync(DataObject question, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var peer = await EnsureAsync(stop);
            try
            {
                return await peer.AskAsync(question, stop);
            }
            catch (RoleGoneException) when (attempt < 3)
            {
                // The next one does it.
            }
        }
    }

    private async Task<RolePeer> StartAsync(CancellationToken stop)
    {
        var peer = await start(Told);
        try
        {
            await peer.AskAsync(orders.Write(), stop);
            if (_holder is { } holder)
            {
                await peer.AskAsync(holder, stop);
            }

            foreach (var (id, secrets) in _secrets)
            {
                await peer.AskAsync(DataObject.Of(("do", "secrets"), ("effect", id), ("secrets", secrets)), stop);
            }
        }
        catch
        {
            peer.Kill("it did not begin");
            throw;
        }

        Volatile.Write(ref _peer, peer);
        _ = ReplaceAsync(peer);
        return peer;
    }

    // At once: what is applied at the moment has lost its second line of defence.
    private async Task ReplaceAsync(RolePeer peer)
    {
        await peer.Ended;
        foreach (var (_, undone) in _undone)
        {
            // Where it was killed at its work, another process does the rest.
            undone.TrySetCanceled();
        }

        if (!_isOver && _undone.IsEmpty)
        {
            try
            {
                await EnsureAsync(CancellationToken.None);
            }
            catch (Exception e)
                when (e is RoleGoneException or ProcessStartException or FaultRefusedException or IOException or ObjectDisposedException)
            {
                // Whatever has to be written down next tries again, and stops the run where that fails too.
            }
        }
    }

    private void Told(DataObject message)
    {
        if (message.Text("taken") is { } reason)
        {
            foreach (var id in ((message["effects"] as DataArray)?.Items ?? []).OfType<DataString>())
            {
                _undone.TryAdd(id.Value, new TaskCompletionSource<RevertResult>(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            lost("the watchdog has taken over: " + reason);
        }
        else if (message.Text("undone") is { } id && _undone.TryGetValue(id, out var done))
        {
            done.TrySetResult(HoldingText.ReadResult(HoldingText.Object(message, "result")));
        }
    }

    private static DataObject Keep(UndoRecord record, UndoPhase phase, DataObject? secrets)
    {
        var message = DataObject.Of(("do", "keep"), ("phase", UndoRecordText.Name(phase)), ("record", UndoRecordText.Write(record)));
        return secrets is null ? message : message.With("secrets", secrets);
    }
}
