using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering.Live;

/// <summary>A run as of its last event, as much of it as is shown while it goes on.</summary>
internal sealed record LiveState
{
    private const int MostRecent = 60;

    public string Title { get; init; } = "";

    public DateTimeOffset? Start { get; init; }

    public bool HasHypothesis { get; init; }

    public LivePhase Gate { get; init; } = new(LivePhaseState.Ahead);

    public LivePhase Method { get; init; } = new(LivePhaseState.Ahead);

    public LivePhase Hypothesis { get; init; } = new(LivePhaseState.Ahead);

    public LivePhase Rollbacks { get; init; } = new(LivePhaseState.Ahead);

    public ImmutableList<LiveProbe> Probes { get; init; } = [];

    public ImmutableList<LiveCall> Calls { get; init; } = [];

    public ImmutableList<LivePause> Pauses { get; init; } = [];

    /// <summary>How often the hypothesis is evaluated while the method runs; null where it is not.</summary>
    public TimeSpan? Frequency { get; init; }

    /// <summary>How many evaluations there were during the method, and how many of them missed.</summary>
    public (int All, int Missed) Evaluations { get; init; }

    /// <summary>The last of these evaluations, the newest at the end: met or not.</summary>
    public ImmutableList<bool> Recent { get; init; } = [];

    public StopRequested? Stop { get; init; }

    public RunEnded? End { get; init; }

    /// <summary>The state after one more event.</summary>
    public LiveState After(RunEvent happened) =>
        happened switch
        {
            RunStarted e => this with
            {
                Title = e.Title,
                Start = e.At,
                HasHypothesis = e.HasHypothesis,
                Rollbacks = new(LivePhaseState.Ahead, 0, e.Rollbacks),
            },
            HypothesisStarted { Place: Place.Before } => this with { Gate = new(LivePhaseState.Running) },
            HypothesisStarted { Place: Place.After } => this with { Hypothesis = new(LivePhaseState.Running) },
            HypothesisEnded { Place: Place.Before } e => this with { Gate = new(Ended(e.Met)) },
            HypothesisEnded { Place: Place.After } e => this with { Hypothesis = new(Ended(e.Met)) },
            HypothesisEnded { Place: Place.During, Met: { } met } => Evaluated(met),
            ContinuousStarted e => this with { Frequency = e.Frequency },
            MethodStarted e => this with { Method = new(LivePhaseState.Running, 0, e.Steps) },
            MethodEnded => this with { Method = Method with { State = LivePhaseState.Done } },
            RollbacksStarted e => this with { Rollbacks = new(LivePhaseState.Running, 0, e.Steps) },
            RollbackReached => this with { Rollbacks = Rollbacks with { Begun = Rollbacks.Begun + 1 } },
            RollbacksSkipped => this with { Rollbacks = Rollbacks with { State = LivePhaseState.Skipped } },
            RollbacksEnded => this with { Rollbacks = Rollbacks with { State = LivePhaseState.Done } },
            PauseStarted e => this with { Pauses = Pauses.Add(new LivePause(e.Activity, e.Before, e.At, LengthOf(e.Seconds))) },
            PauseEnded e => this with
            {
                Pauses = Pauses.FindIndex(pause => pause.Activity == e.Activity) is var at and >= 0 ? Pauses.RemoveAt(at) : Pauses,
            },
            ActivityStarted e => Began(e),
            ActivityEnded e => Ended(e),
            ToleranceJudged e => Judged(e),
            StopRequested e => this with { Stop = e },
            RunEnded e => this with { End = e, Calls = [], Pauses = [] },
            _ => this,
        };

    private static LivePhaseState Ended(bool? met) => met == true ? LivePhaseState.Done : LivePhaseState.Missed;

    private LiveState Evaluated(bool met) =>
        this with
        {
            Evaluations = (Evaluations.All + 1, Evaluations.Missed + (met ? 0 : 1)),
            Recent = (Recent.Count < MostRecent ? Recent : Recent.RemoveAt(0)).Add(met),
        };

    private LiveState Began(ActivityStarted e)
    {
        var call = new LiveCall(e.Call, e.Place, e.Kind, e.Name, e.Background, e.At);
        var begun = e.Place == Place.Method ? Method with { Begun = Method.Begun + 1 } : Method;
        var isNew = IsProbe(call) && !Probes.Exists(probe => probe.Name == e.Name);
        return this with
        {
            Calls = Calls.Add(call),
            Method = begun,
            Probes = isNew ? Probes.Add(new LiveProbe(e.Name, null, null, null)) : Probes,
        };
    }

    private LiveState Ended(ActivityEnded e)
    {
        if (Calls.Find(call => call.Call == e.Call) is not { } ended)
        {
            return this;
        }

        // A probe's verdict comes with the next event; its value is known already.
        var value = e.Result switch
        {
            CallResult.Succeeded => ValueText.Of(e.Output),
            CallResult.Stopped => null,
            _ => e.Message ?? "failed",
        };
        var at = Probes.FindIndex(probe => probe.Name == ended.Name);
        return this with
        {
            Calls = Calls.Remove(ended),
            Probes =
                IsProbe(ended) && at >= 0 && value is not null
                    ? Probes.SetItem(
                        at,
                        new LiveProbe(ended.Name, e.Result == CallResult.Succeeded ? null : false, value, e.At - ended.Start)
                    )
                    : Probes,
            JudgedNext = IsProbe(ended) ? JudgedNext.SetItem(e.Call, ended.Name) : JudgedNext,
        };
    }

    private LiveState Judged(ToleranceJudged e) =>
        JudgedNext.TryGetValue(e.Call, out var name) && Probes.FindIndex(probe => probe.Name == name) is var at and >= 0
            ? this with
            {
                Probes = Probes.SetItem(at, Probes[at] with { Met = e.Met }),
                JudgedNext = JudgedNext.Remove(e.Call),
            }
            : this;

    private ImmutableDictionary<int, string> JudgedNext { get; init; } = ImmutableDictionary<int, string>.Empty;

    private static bool IsProbe(LiveCall call) => call.Place is Place.Before or Place.During or Place.After;

    private static TimeSpan? LengthOf(DataNode seconds) =>
        seconds switch
        {
            DataNumber number => SpanOf(number.ToDouble()),
            DataString text when double.TryParse(text.Value, CultureInfo.InvariantCulture, out var number) => SpanOf(number),
            _ => null,
        };

    private static TimeSpan? SpanOf(double seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;
}
