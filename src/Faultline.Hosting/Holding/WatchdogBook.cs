using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>What a watchdog knows of its run: the undo log, and in memory the secrets that do not stand in it.</summary>
internal sealed class WatchdogBook
{
    private readonly Lock _lock = new();
    private readonly WatchdogOrders _orders;
    private readonly UndoLog _log;
    private readonly Reverting _reverting;
    private readonly List<string> _order = [];
    private readonly Dictionary<string, UndoEntry.Effect> _effects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataObject> _secrets = new(StringComparer.Ordinal);
    private bool _isTaken;
    private bool _isClosed;
    private ProcessHandle? _holder;

    private WatchdogBook(WatchdogOrders orders, UndoLog log, Reverting reverting)
    {
        (_orders, _log, _reverting) = (orders, log, reverting);
        foreach (var effect in log.Content.Effects)
        {
            Remember(effect);
        }
    }

    /// <summary>The process to end when the engine is gone.</summary>
    public ProcessIdentity Holder
    {
        set
        {
            lock (_lock)
            {
                _holder?.Dispose();
                _holder = ProcessHandle.Open(value);
            }
        }
    }

    /// <summary>Opens the log of the run, with what another watchdog has written there.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static WatchdogBook Open(WatchdogOrders orders, Reverting reverting, TimeProvider time)
    {
        try
        {
            orders.Folder.Prepare();
            var log = UndoLog.OpenWhenFree(orders.Folder.LogOf(orders.Run), reserves: true, time);
            log.Append(new UndoEntry.Owners(orders.Run, orders.Engine, ProcessIdentity.Own), durable: true);
            return new WatchdogBook(orders, log, reverting);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultRefusedException(
                $"the undo log can't be written in '{orders.Folder.Path}': {e.Message}",
                "Nothing is changed that can't be written down first. Name another folder with --state-dir."
            );
        }
    }

    /// <summary>Takes what a reversal needs besides, as the watchdog before knew it.</summary>
    public void Learn(string effect, DataObject secrets)
    {
        lock (_lock)
        {
            _secrets[effect] = secrets;
        }
    }

    /// <summary>Writes down how far an effect has come; flushed before anything that depends on it.</summary>
    /// <exception cref="FaultRefusedException">The watchdog has taken over, or could not undo it.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Keep(UndoRecord record, UndoPhase phase, DataObject? secrets)
    {
        if (phase < UndoPhase.Applied && !IsKnown(record.Id) && _reverting.WhyNotAsync(record).GetAwaiter().GetResult() is { } why)
        {
            throw new FaultRefusedException("the watchdog could not undo it: " + why);
        }

        lock (_lock)
        {
            if (_isTaken)
            {
                // What was put back is put back; what was not applied by now never will be.
                if (phase < UndoPhase.Reverting)
                {
                    throw new FaultRefusedException("the watchdog has taken over");
                }

                return;
            }

            if (secrets is not null)
            {
                _secrets[record.Id] = secrets;
            }

            var effect = new UndoEntry.Effect(record, phase);
            if (phase >= UndoPhase.Reverting)
            {
                Remember(effect);
                _log.AppendIfPossible(effect);
            }
            else
            {
                _log.Append(effect, durable: true);
                Remember(effect);
            }
        }
    }

    /// <summary>The engine's farewell.</summary>
    /// <returns>How many effects are left that nobody has tried to revert; the others stay on record where they could not be.</returns>
    public int Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            var open = Open().ToList();
            if (open.Count == 0 && !_log.Content.IsDamaged)
            {
                _log.Remove();
            }

            return open.Count(effect => effect.Phase != UndoPhase.Failed);
        }
    }

    /// <summary>From here on the watchdog alone decides.</summary>
    /// <returns>What is to be reverted, in the order in which it was captured.</returns>
    public IReadOnlyList<UndoEntry.Effect> TakeOver()
    {
        lock (_lock)
        {
            _isTaken = true;
            // What the engine could not undo before its farewell it has tried; what it could not before its death may work now.
            var open = Open().Where(effect => !_isClosed || effect.Phase != UndoPhase.Failed).ToList();
            _log.AppendIfPossible(new UndoEntry.Owners(_orders.Run, ProcessIdentity.Own, ProcessIdentity.Own));
            return open;
        }
    }

    /// <summary>Ends the holder and waits until it is gone.</summary>
    public bool EndHolder(TimeSpan most)
    {
        lock (_lock)
        {
            _holder?.Kill();
            return _holder?.WaitForEnd(most) ?? true;
        }
    }

    /// <summary>Reverts effects, and puts the log aside once nothing is left.</summary>
    public async Task<ImmutableArray<UndoEntry.Effect>> RevertAsync(IReadOnlyList<UndoEntry.Effect> effects, Action<UndoEntry.Effect> done)
    {
        var all = await _reverting.RunAsync(effects, SecretsOf, Written, CancellationToken.None);
        lock (_lock)
        {
            if (!Open().Any() && !_log.Content.IsDamaged)
            {
                FinishIfPossible();
            }

            _log.Dispose();
        }

        return all;

        void Written(UndoEntry.Effect effect)
        {
            lock (_lock)
            {
                Remember(effect);
                _log.AppendIfPossible(effect);
            }

            if (effect.Phase is UndoPhase.Reverted or UndoPhase.Failed)
            {
                done(effect);
            }
        }
    }

    private bool IsKnown(string id)
    {
        lock (_lock)
        {
            return _effects.ContainsKey(id);
        }
    }

    private DataObject SecretsOf(string id)
    {
        lock (_lock)
        {
            return _secrets.GetValueOrDefault(id, DataObject.Empty);
        }
    }

    private IEnumerable<UndoEntry.Effect> Open() => _order.Select(id => _effects[id]).Where(effect => effect.IsOpen);

    private void Remember(UndoEntry.Effect effect)
    {
        if (!_effects.ContainsKey(effect.Record.Id))
        {
            _order.Add(effect.Record.Id);
        }

        _effects[effect.Record.Id] = effect;
    }

    private void FinishIfPossible()
    {
        try
        {
            _orders.Folder.Finish(_log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A log in which everything is reverted is no harm.
        }
    }
}
