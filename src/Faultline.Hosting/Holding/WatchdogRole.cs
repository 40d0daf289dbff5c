using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>
/// The process that outlives a run: it writes down what the run is about to change, waits, and puts everything back when the engine
/// dies, or is silent for too long.
/// <code>
/// reader    engine ──beat──> answered at once      ──keep, holder, bye──> worker
/// worker    the undo log: written, flushed, answered
/// main      waits for the engine's end, or for its silence; then: end the holder, revert, write down how that went
/// </code>
/// </summary>
#pragma warning disable CA1001 // It lives as long as its process.
internal sealed class WatchdogRole(FunctionCatalog functions, IReadOnlyList<IReversal> reversals, RoleChannel channel, TimeProvider time)
#pragma warning restore CA1001
{
    // A process that was killed may take a while to go, as in an uninterruptible read; one whose line is closed is about to end.
    private static readonly TimeSpan Going = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<DataObject> _work = [];
    private readonly ManualResetEventSlim _begun = new();
    private volatile bool _isClosed;
    private WatchdogOrders? _orders;
    private WatchdogBook? _book;
    private Silence? _silence;
    private volatile bool _isDismissed;

    /// <summary>Watches over one run.</summary>
    public void Run()
    {
        Start(Read, "engine");
        Start(Work, "undo log");
        _begun.Wait();
        if (_book is null)
        {
            return;
        }

        var reason = WaitForEnd(_orders!);
        if (reason is not null)
        {
            TakeOver(reason);
        }
    }

    private static void Start(ThreadStart work, string name) => new Thread(work) { IsBackground = true, Name = name }.Start();

    private void Read()
    {
        channel.Read(message =>
        {
            Volatile.Read(ref _silence)?.Heard();
            if (message["beat"] is { } beat)
            {
                channel.Tell(DataObject.Of(("beat", beat)));
            }
            else
            {
                _work.Add(message);
            }
        });
        _isClosed = true;
        _work.CompleteAdding();
    }

    private void Work()
    {
        foreach (var message in _work.GetConsumingEnumerable())
        {
            try
            {
                channel.Answer(message, Do(message));
            }
#pragma warning disable CA1031 // Whatever it was, the engine must know that nothing was written down.
            catch (Exception e)
#pragma warning restore CA1031
            {
                channel.Refuse(message, e);
            }

            if (_book is null)
            {
                break;
            }
        }

        _begun.Set();
    }

    private DataObject Do(DataObject message)
    {
        switch (message.Text("do"))
        {
            case "begin":
                Begin(WatchdogOrders.Read(message));
                break;
            case "holder":
                _book!.Holder = IdentityText.Read(message["holder"]);
                break;
            case "keep":
                _book!.Keep(
                    UndoRecordText.Read(HoldingText.Object(message, "record")),
                    UndoRecordText.Phase(message.Text("phase")) ?? throw new InvalidDataException("the phase is not known"),
                    message["secrets"] as DataObject
                );
                break;
            case "secrets":
                _book!.Learn(HoldingText.Text(message, "effect"), HoldingText.Object(message, "secrets"));
                break;
            case "bye":
                var open = _book!.Close();
                _isDismissed = open == 0;
                return DataObject.Of(("open", open));
            default:
                throw new InvalidDataException($"the watchdog does not know what '{message.Text("do")}' is");
        }

        return DataObject.Empty;
    }

    private void Begin(WatchdogOrders orders)
    {
        var reverting = new Reverting(functions, reversals, orders.Limits, time);
        var book = WatchdogBook.Open(orders, reverting, time);
        _orders = orders;
        _book = book;
        Volatile.Write(ref _silence, new Silence(time, orders.Limits.Silence, orders.Step));
        _begun.Set();
    }

    // Null where the engine has said goodbye, and nothing is left to do.
    private string? WaitForEnd(WatchdogOrders orders)
    {
        using var engine = ProcessHandle.Open(orders.Engine);
        var name = string.Create(CultureInfo.InvariantCulture, $"the engine (process {orders.Engine.Id})");
        while (true)
        {
            var hasEnded = engine is null || engine.WaitForEnd(orders.Step);
            if (_isDismissed)
            {
                return null;
            }

            if (hasEnded)
            {
                return name + " ended without a farewell";
            }

            if (_isClosed)
            {
                return engine!.WaitForEnd(Closing) ? name + " ended without a farewell" : name + " closed its line without a farewell";
            }

            if (_silence!.IsTooLong())
            {
                return string.Create(CultureInfo.InvariantCulture, $"{name} was silent for {orders.Limits.Silence.TotalSeconds:0.##} s");
            }
        }
    }

    private void TakeOver(string reason)
    {
        var (run, notes) = (_orders!.Run, new WatchdogNotes(_orders.Folder.Path, time));
        var open = _book!.TakeOver();
        channel.Tell(DataObject.Of(("taken", reason), ("effects", DataArray.Of(open.Select(effect => (DataNode)effect.Record.Id)))));
        if (!_book.EndHolder(Going))
        {
            notes.Write($"run {run}: the holder was killed and is still there; going on without waiting for its end", isForSystem: false);
        }

        var done = _book
            .RevertAsync(
                open,
                effect => channel.Tell(DataObject.Of(("undone", effect.Record.Id), ("result", HoldingText.Write(ResultOf(effect)))))
            )
            .GetAwaiter()
            .GetResult();
        foreach (var effect in done)
        {
            notes.Write(
                $"run {run}: {reason}; {effect.Record.What} ({effect.Record.Id}): {(effect.IsOpen ? "could NOT be put back" : "put back")}: {effect.Message}"
                    + (effect.IsOpen ? $"; 'faultline recover {run}' tries again" : ""),
                isForSystem: effect.IsOpen
            );
        }

        channel.Finish(Closing);
    }

    private static RevertResult ResultOf(UndoEntry.Effect effect) =>
        new(effect.IsOpen ? RevertState.Failed : RevertState.Reverted, effect.Message ?? "") { Commands = effect.Commands };
}
