using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Faults;

/// <summary>
/// The faults of one run, and the changes that it undoes: captured, written down, applied, proven, and put back whatever happens.
/// <code>
/// capture ──► fault-captured ──► watchdog's disk ──► prove ──► fault-applying ──► apply ──► fault-applied ──► prove ─┐
///                                                                        revert ──► prove ──► fault-reverted ◄──┘
/// </code>
/// </summary>
internal sealed class RunFaults(FaultEquipment? equipment, RunRequest request, StopSource stopSource, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<ActiveFault> _active = [];
    private readonly FaultClaims? _claims = equipment is null ? null : new FaultClaims(equipment.Locks, time);
    private RunContext? _run;
    private bool _isOver;

    /// <summary>Where what happens is written down; known once the log is there.</summary>
    public RunContext Run
    {
        get => _run ?? throw new InvalidOperationException("The run has not begun.");
        set => _run = value;
    }

    /// <summary>Applies the fault of a call; where it lasts for a duration, this returns once it is put back.</summary>
    public async Task<ActivityOutcome> InjectAsync(
        string activity,
        int? call,
        FunctionCall made,
        DataObject provider,
        CancellationToken stop
    )
    {
        try
        {
            var (options, problems) = FaultOptions.Read(provider);
            if (problems.Count > 0)
            {
                return new ActivityOutcome.Crashed(string.Join("; ", problems.Select(problem => problem.Message)));
            }

            var holder = await Holder.GetAsync(stop);
            var context = Records.Context(options);
            var captured = await holder.CaptureAsync(new FaultOrder(made.Function, made.Arguments, context), stop);
            var record = Records.Of(made, context, captured);
            var locks = Claims.Take(captured.Claims, context.Id, activity, request.RunId, Title);
            var fault = new ActiveFault(record, context, options.Until, locks);
            Begin(
                fault,
                new FaultCaptured(activity, call, Records.Masked(record), options.Until)
                {
                    Duration = options.Duration,
                    Backend = captured.Backend,
                    Limits = captured.Limits,
                }
            );
            return await new FaultInjection(this, holder, fault, options, time).RunAsync(stop);
        }
        catch (FaultRefusedException e)
        {
            return new ActivityOutcome.Failed(e.Remedy is null ? e.Message : $"{e.Message}. {e.Remedy}");
        }
    }

    /// <summary>Writes a change down that a function is about to make, and keeps it until it is undone at the end of the run.</summary>
    /// <exception cref="IOException">It could not be written down: it must not be made.</exception>
    public void Keep(ChangeRecord change, string activity, int? call, IReversal reversal)
    {
        try
        {
            KeepAsync(change, activity, call, reversal).GetAwaiter().GetResult();
        }
        catch (FaultRefusedException e)
        {
            throw new IOException($"what undoes this change can't be written down: {e.Message}", e);
        }
    }

    /// <summary>A change was made, or is known not to have been: then <paramref name="made"/> is null.</summary>
    public void Settle(ChangeRecord recorded, ChangeRecord? made)
    {
        ActiveFault? fault;
        lock (_lock)
        {
            fault = _active.Find(active => ReferenceEquals(active.Change, recorded));
        }

        if (fault is not null)
        {
            SettleAsync(fault, made).GetAwaiter().GetResult();
        }
    }

    /// <summary>What undoes changes of that name; null where nothing does.</summary>
    public IReversal? ReversalOf(string? name) => equipment?.Reversals.FirstOrDefault(reversal => reversal.Name == name);

    /// <summary>Puts back what lasts until a moment, or an earlier one, the last first.</summary>
    public async Task EndAsync(FaultUntil until, string why)
    {
        ActiveFault[] due;
        lock (_lock)
        {
            due = [.. _active.Where(fault => fault.Until <= until).Reverse()];
        }

        foreach (var fault in due)
        {
            await RevertAsync(fault, why);
        }
    }

    /// <summary>Puts back all that is left; nothing is applied any more. Never fails.</summary>
    public async Task EndAllAsync()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        await EndAsync(FaultUntil.Rollbacks, "the run is over");
        await Holder.EndAsync();
    }

    /// <summary>Puts an effect back.</summary>
    public async Task RevertAsync(ActiveFault fault, string why)
    {
        await fault.EndAsync(() => Reverts.RevertAsync(fault, why));
        Remove(fault);
    }

    /// <summary>From here on the effect may be there; nothing is applied once the run is over.</summary>
    /// <exception cref="OperationCanceledException">The run is over.</exception>
    public async Task ApplyingAsync(IFaultHolder holder, ActiveFault fault, CancellationToken stop)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                throw new OperationCanceledException("The run is over.");
            }

            Run.Append(new FaultApplying(fault.Record.Id), durable: true);
        }

        await holder.KeepAsync(Records.Masked(fault.Record), UndoPhase.Applying, secrets: null, stop);
    }

    /// <summary>Makes its records.</summary>
    public FaultRecords Records => field ??= new FaultRecords(Run, request.RunId, time);

    private FaultClaims Claims => _claims!;

    private RunHolder Holder => field ??= new RunHolder(equipment?.Holders, request.RunId, Report, Lose);

    private FaultReverts Reverts => field ??= new FaultReverts(this, Holder, time);

    private string Title => PythonText.Str(Run.Substitution.Masked.Apply(request.Plan.Experiment.Title));

    private void Begin(ActiveFault fault, FaultCaptured captured)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                fault.Release();
                throw new OperationCanceledException("The run is over.");
            }

            try
            {
                Run.Append(captured, durable: true);
            }
            catch
            {
                fault.Release();
                throw;
            }

            _active.Add(fault);
        }
    }

    private async Task KeepAsync(ChangeRecord change, string activity, int? call, IReversal reversal)
    {
        var holder = await Holder.GetAsync(CancellationToken.None);
        var context = Records.Context(new FaultOptions());
        var record = Records.Of(change, context);
        // Credentials are no part of the record, and the reversal in this process needs them too.
        var fault = new ActiveFault(record, context, FaultUntil.Rollbacks, NoLock.Instance) { Reversal = reversal, Change = change };
        Begin(fault, new FaultCaptured(activity, call, Records.Masked(record), FaultUntil.Rollbacks) { IsFault = false });
        Run.Append(new FaultApplying(record.Id), durable: true);
        await holder.KeepAsync(Records.Masked(record), UndoPhase.Applying, change.Secrets, CancellationToken.None);
    }

    private async Task SettleAsync(ActiveFault fault, ChangeRecord? made)
    {
        if (made is null)
        {
            await fault.EndAsync(() => Reverts.ForgetAsync(fault, "it was not made"));
            Remove(fault);
            return;
        }

        fault.Record = Records.Of(made, fault.Context);
        fault.Change = made;
        Run.Append(new FaultApplied(fault.Record.Id, made.After ?? DataObject.Empty), durable: true);
        await (await Holder.GetAsync(CancellationToken.None)).KeepAsync(
            Records.Masked(fault.Record),
            UndoPhase.Applied,
            made.Secrets,
            CancellationToken.None
        );
    }

    private void Remove(ActiveFault fault)
    {
        lock (_lock)
        {
            _active.Remove(fault);
        }
    }

    private void Report(string effect, string text) => TryAppend(new FaultReported(effect, text));

    // The faults are gone already, or about to be: what was to be learned from them can't be.
    private void Lose(IFaultHolder holder)
    {
        lock (_lock)
        {
            if (_isOver || _active.Count == 0)
            {
                return;
            }
        }

        var why = holder.WhyLost ?? "what holds the faults of the run is gone";
        TryAppend(new FaultsLost(why));
        stopSource.Halt("faults", $"The run can't go on without its faults: {why}.", rollsBack: true);
    }

    /// <summary>Writes an event down where that is possible; what undoes must not depend on it.</summary>
    public void TryAppend(RunEvent happened, bool durable = false)
    {
        try
        {
            Run.Append(happened, durable);
        }
        catch (IOException)
        {
            // The run ends by its own next event; undoing goes on, and the watchdog's log still tells of it.
        }
    }

    private sealed class NoLock : IDisposable
    {
        public static readonly NoLock Instance = new();

        public void Dispose() { }
    }
}
