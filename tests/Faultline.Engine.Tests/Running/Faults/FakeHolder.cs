using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Engine.Tests.Running;

/// <summary>
/// A holder and a watchdog that remember what they were asked, in order, as <c>apply a</c> or <c>keep a applying</c>, where "a" is
/// the argument <c>name</c>. Arguments of a fault say what becomes of it: <c>capture</c>, <c>before</c>, <c>apply</c>, <c>during</c>,
/// <c>revert</c>, <c>after</c>, and <c>keep-…</c> for the watchdog's phases.
/// </summary>
internal sealed class FakeHolder : IFaultHolders, IFaultHolder
{
    private readonly CancellationTokenSource _lost = new();
    private readonly Dictionary<string, int> _reverts = [];

    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The effects that are there.</summary>
    public HashSet<string> Present { get; } = [];

    /// <summary>What the watchdog has on its disk: the last phase of each.</summary>
    public Dictionary<string, (UndoRecord Record, UndoPhase Phase)> Kept { get; } = [];

    /// <summary>What the watchdog has in memory.</summary>
    public List<DataObject> Secrets { get; } = [];

    public Action<string, string>? Report { get; private set; }

    public CancellationToken Lost => _lost.Token;

    public string? WhyLost { get; private set; }

    public bool IsDisposed { get; private set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Why it does not even start; null where it does.</summary>
    public string? Refusal { get; init; }

    public Task<IFaultHolder> StartAsync(string run, Action<string, string> report, CancellationToken stop)
    {
        Report = report;
        return Refusal is null ? Task.FromResult<IFaultHolder>(this) : throw new FaultRefusedException(Refusal, "Start it yourself.");
    }

    public async Task<CapturedFault> CaptureAsync(FaultOrder order, CancellationToken stop)
    {
        var name = Ask("capture", order.Arguments);
        await DelayAsync(order.Arguments, "capture", stop);
        Refuse(order.Arguments, "capture");
        return new CapturedFault
        {
            What = $"break {name}",
            Before = DataObject.Of(("was", "whole"), ("token", order.Arguments["token"] ?? DataNull.Instance)),
            Claims =
            [
                new FaultClaim(order.Arguments.Text("claim") ?? $"thing:{name}", $"the thing '{name}'", order.Arguments.Has("shared")),
            ],
            Undo = [$"mend {name}"],
            Irreversible = order.Arguments.Has("irreversible") ? "nobody can" : null,
            Persists = true,
            Backend = "hammer",
        };
    }

    public Task KeepAsync(UndoRecord record, UndoPhase phase, DataObject? secrets, CancellationToken stop)
    {
        var word = UndoRecordText.Name(phase);
        Ask("keep-" + word, record.Arguments);
        if (record.Arguments.Text("keep-" + word) is { } problem)
        {
            throw new IOException(problem);
        }

        Kept[record.Id] = (record, phase);
        if (secrets is not null)
        {
            Secrets.Add(secrets);
        }

        return Task.CompletedTask;
    }

    public async Task<DataObject> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var name = Ask("apply", record.Arguments);
        Kept.TryGetValue(record.Id, out var kept);
        kept.Phase.ShouldBe(UndoPhase.Applying, "nothing is applied before it is written down");
        Present.Add(name);
        await DelayAsync(record.Arguments, "apply", stop);
        Refuse(record.Arguments, "apply");
        Report!(record.Id, $"breaking {name}");
        return DataObject.Of(("is", "broken"));
    }

    public async Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var word = moment.ToString().ToLowerInvariant();
        var name = Ask(word, record.Arguments);
        await DelayAsync(record.Arguments, word, stop);
        Refuse(record.Arguments, word);
        var state = record.Arguments.Text(word) switch
        {
            "absent" => ProofState.Absent,
            "present" => ProofState.Present,
            "unknown" => ProofState.Unknown,
            _ => Present.Contains(name) ? ProofState.Present : ProofState.Absent,
        };
        return new FaultProof(state, $"{name} is {(state == ProofState.Present ? "broken" : "whole")}");
    }

    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var name = Ask("revert", record.Arguments);
        await DelayAsync(record.Arguments, "revert", stop);
        _reverts[name] = _reverts.GetValueOrDefault(name) + 1;
        var does = record.Arguments.Text("revert");
        if (does == "fail" || (does == "fail-once" && _reverts[name] == 1))
        {
            return new RevertResult(RevertState.Failed, "it is stuck");
        }

        if (does == "throw")
        {
            throw new InvalidOperationException("a bug");
        }

        if (does == "changed")
        {
            return new RevertResult(RevertState.ChangedMeanwhile, "somebody else was here") { Commands = [$"look at {name}"] };
        }

        Present.Remove(name);
        return new RevertResult(RevertState.Reverted, "it is as it was");
    }

    /// <summary>The holder dies.</summary>
    public void Lose(string why)
    {
        WhyLost = why;
        _lost.Cancel();
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private string Ask(string what, DataObject arguments)
    {
        var name = arguments.Text("name") ?? "it";
        Asked.Add($"{what} {name}");
        return name;
    }

    private static void Refuse(DataObject arguments, string what)
    {
        if (arguments.Text(what) == "refuse")
        {
            throw new FaultRefusedException($"the {what} is refused", "Try another day.");
        }
    }

    private async Task DelayAsync(DataObject arguments, string what, CancellationToken stop)
    {
        if (arguments[what + "-takes"] is DataNumber seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds.ToDouble()), Time, stop);
        }
    }
}
