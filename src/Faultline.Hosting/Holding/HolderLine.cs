using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>The engine's line to the holder of a run, and to the one that takes a dead one's place for the undo.</summary>
/// <param name="start">Starts a holder, and returns it once it answers and the watchdog knows it.</param>
internal sealed class HolderLine(Func<CancellationToken, Task<RolePeer>> start) : IDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private RolePeer? _peer;

    /// <summary>The holder of this moment; null before the first.</summary>
    public RolePeer? Peer => Volatile.Read(ref _peer);

    /// <summary>A holder that lives, started anew where there is none.</summary>
    /// <exception cref="ProcessStartException">None can be started.</exception>
    public async Task<RolePeer> EnsureAsync(CancellationToken stop)
    {
        await _starting.WaitAsync(stop);
        try
        {
            if (_peer is not { Ended.IsCompleted: false })
            {
                Volatile.Write(ref _peer, await start(stop));
            }

            return _peer!;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Asks the holder of this moment.</summary>
    /// <exception cref="FaultRefusedException">It refuses, or is gone.</exception>
    public async Task<DataObject> AskAsync(DataObject question, CancellationToken stop)
    {
        try
        {
            return await (Peer ?? throw new RoleGoneException("the holder was not started")).AskAsync(question, stop);
        }
        catch (RoleGoneException e)
        {
            throw new FaultRefusedException(e.Message);
        }
    }

    /// <summary>Asks for what can be done by any holder, as often as a new one can be started: at most three times.</summary>
    /// <exception cref="FaultRefusedException">It refuses.</exception>
    /// <exception cref="RoleGoneException">One after another ends over it.</exception>
    /// <exception cref="ProcessStartException">None can be started.</exception>
    public async Task<DataObject> AskAnyAsync(DataObject question, CancellationToken stop)
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
            catch (FaultRefusedException e) when (e.Message == HeldEffect.Stuck && attempt < 3)
            {
                peer.Kill("a fault did not end that was told to, and was ended with it");
                await peer.Ended;
            }
        }
    }

    /// <summary>Ends the holder.</summary>
    public async Task EndAsync(TimeSpan patience, TimeProvider time)
    {
        if (Peer is not { } peer)
        {
            return;
        }

        peer.Close();
        await Task.WhenAny(peer.Ended, Task.Delay(patience, time));
        peer.Kill("the run is over");
        await peer.Ended;
    }

    public void Dispose() => _starting.Dispose();
}
