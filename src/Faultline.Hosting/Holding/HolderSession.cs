using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Holding;

/// <summary>The engine's side of the holder and the watchdog of one run.</summary>
internal sealed class HolderSession : IFaultHolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HolderSetup _setup;
    private readonly string _run;
    private readonly Action<string, string> _report;
    private readonly Pulse _pulse;
    private readonly HolderLine _holder;
    private readonly WatchdogLine _watchdog;

#pragma warning disable CA2213 // Somebody may hear of a loss while we end; without a timer there is nothing to dispose of.
    private readonly CancellationTokenSource _lost = new();
#pragma warning restore CA2213
    private string? _why;
    private volatile bool _isOver;

    public HolderSession(HolderSetup setup, string run, Action<string, string> report)
    {
        (_setup, _run, _report) = (setup, run, report);
        var step = WatchdogOrders.StepOf(setup.Limits.Silence);
        _holder = new HolderLine(StartHolderAsync);
        _watchdog = new WatchdogLine(
            told => StartAsync(RoleProgram.Watchdog, setup.Processes.StartApart, told),
            new WatchdogOrders(run, setup.Undo, ProcessIdentity.Own, setup.Limits),
            Lose
        );
        _pulse = new Pulse(
            step,
            () =>
            {
                _watchdog.Peer?.Beat();
                _holder.Peer?.Beat();
            }
        );
    }

    public CancellationToken Lost => _lost.Token;

    public string? WhyLost => Volatile.Read(ref _why);

    /// <summary>The holder of this moment.</summary>
    public ProcessIdentity? HolderProcess => _holder.Peer?.Identity;

    /// <summary>The watchdog of this moment.</summary>
    public ProcessIdentity? WatchdogProcess => _watchdog.Peer?.Identity;

    /// <summary>Starts both processes, and returns once both are ready and the one knows the other.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        var watchdog = _watchdog.EnsureAsync(stop);
        var holder = _holder.EnsureAsync(stop);
        try
        {
            await Task.WhenAll(watchdog, holder);
        }
        catch
        {
            // The first that failed says why.
            await (watchdog.IsFaulted ? watchdog : holder);
            throw;
        }

        _ = LoseWithAsync(await holder);
    }

    public async Task<CapturedFault> CaptureAsync(FaultOrder order, CancellationToken stop)
    {
        Refuse();
        var answer = await _holder.AskAsync(
            DataObject.Of(
                ("do", "capture"),
                ("fault", order.Function),
                ("arguments", order.Arguments),
                ("context", HoldingText.Write(order.Context))
            ),
            stop
        );
        var captured = HoldingText.ReadCaptured(answer);
        await new OpenClaims(_setup.Undo, _setup.Time).CheckAsync(captured.Claims, _run, stop);
        return captured;
    }

    public async Task KeepAsync(UndoRecord record, UndoPhase phase, DataObject? secrets, CancellationToken stop)
    {
        try
        {
            if (phase < UndoPhase.Applied)
            {
                Refuse();
            }

            await _watchdog.KeepAsync(record, phase, secrets, stop);
        }
        catch (Exception e) when (e is RoleGoneException or ProcessStartException)
        {
            throw new IOException($"The undo of the run can't be written down any more: {e.Message}", e);
        }
    }

    public Task<DataObject> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        Refuse();
        return _holder.AskAsync(Ask("apply", record, context), stop);
    }

    public async Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var question = Ask("prove", record, context).With("moment", moment.ToString());
        try
        {
            // What is to be absent can be looked for by any process.
            return HoldingText.ReadProof(
                moment == ProofMoment.After ? await _holder.AskAnyAsync(question, stop) : await _holder.AskAsync(question, stop)
            );
        }
        catch (Exception e) when (e is RoleGoneException or ProcessStartException)
        {
            throw new FaultRefusedException(e.Message);
        }
    }

    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        // It does not stop half way; and two at the same thing would be in each other's way.
        if (await _watchdog.UndoneAsync(record.Id, _setup.Limits.Retries + _setup.Limits.Attempt, _setup.Time) is { } done)
        {
            return done;
        }

        var question = Ask("revert", record, context);
        var secrets = _watchdog.SecretsOf(record.Id);
        try
        {
            return HoldingText.ReadResult(await _holder.AskAnyAsync(secrets is null ? question : question.With("secrets", secrets), stop));
        }
        catch (Exception e) when (e is RoleGoneException or ProcessStartException)
        {
            return _setup.LastResort is { } here
                ? (await here.AttemptAsync(record, secrets ?? DataObject.Empty)).Result
                : throw new FaultRefusedException(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        await _holder.EndAsync(Patience, _setup.Time);
        var isToldOf = await _watchdog.FarewellAsync(_setup.Limits.Silence, _setup.Time);
        // First: it would take a watchdog that is at work, and answers no more, for one that hangs.
        _pulse.Dispose();
        if (!isToldOf)
        {
            TidyUp();
        }

        _holder.Dispose();
        _watchdog.Dispose();
    }

    // A watchdog that was killed before the farewell leaves a log in which nothing is open.
    private void TidyUp()
    {
        var path = _setup.Undo.LogOf(_run);
        try
        {
            if (File.Exists(path))
            {
                using var log = UndoLog.OpenWhenFree(path, reserves: false, _setup.Time);
                if (!log.Content.IsDamaged && !log.Content.Open.Any())
                {
                    log.Remove();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // 'recover' finds it, and nothing to do.
        }
    }

    private async Task<RolePeer> StartHolderAsync(CancellationToken stop)
    {
        var peer = await StartAsync(RoleProgram.Holder, _setup.Processes.Start, Told);
        try
        {
            await peer.AskAsync(DataObject.Of(("do", "begin")), stop);
            await _watchdog.HolderIsAsync(peer.Identity, stop);
            return peer;
        }
        catch
        {
            peer.Kill("it did not begin");
            throw;
        }
    }

    private Task<RolePeer> StartAsync(string role, Func<ProcessSpec, ChildProcess> start, Action<DataObject> told)
    {
        var silence = new Silence(_setup.Time, _setup.Limits.Silence, WatchdogOrders.StepOf(_setup.Limits.Silence));
        return _pulse.RunAsync(() => RolePeer.Start(_setup.Program, role, start, silence, told, _setup.Time));
    }

    private async Task LoseWithAsync(RolePeer first)
    {
        var why = await first.Ended;
        Lose(why);
    }

    private void Lose(string why)
    {
        if (!_isOver && Interlocked.CompareExchange(ref _why, why, null) is null)
        {
            _ = _lost.CancelAsync();
        }
    }

    private void Refuse()
    {
        if (WhyLost is { } why)
        {
            throw new FaultRefusedException("nothing more is applied: " + why);
        }
    }

    private void Told(DataObject message)
    {
        if (message.Text("report") is { } line && message.Text("effect") is { } effect)
        {
            _report(effect, line);
        }
    }

    private static DataObject Ask(string what, UndoRecord record, FaultContext context) =>
        DataObject.Of(("do", what), ("record", UndoRecordText.Write(record)), ("context", HoldingText.Write(context)));
}
