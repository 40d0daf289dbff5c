using Faultline.Abstractions.Activities;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Rendering.Live;

/// <summary>A call that is going on.</summary>
internal sealed record LiveCall(int Call, Place Place, ActivityKind Kind, string Name, bool Background, DateTimeOffset Start);

/// <summary>A pause that is going on.</summary>
/// <param name="Activity">The activity it belongs to.</param>
/// <param name="Before">Before or after the activity.</param>
/// <param name="Start">Since when.</param>
/// <param name="Length">How long it is to be; null where that is no number.</param>
internal sealed record LivePause(string Activity, bool Before, DateTimeOffset Start, TimeSpan? Length);

/// <summary>A probe of the hypothesis with what it found last.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Met">Whether that was within tolerance; null where it is not known yet, or can't be told.</param>
/// <param name="Value">What it found; null before its first end.</param>
/// <param name="Took">How long it took.</param>
internal sealed record LiveProbe(string Name, bool? Met, string? Value, TimeSpan? Took);

/// <summary>How far a phase is.</summary>
internal enum LivePhaseState
{
    Ahead,
    Running,
    Done,
    Missed,
    Skipped,
}

/// <summary>One of the phases of a run.</summary>
internal sealed record LivePhase(LivePhaseState State, int Begun = 0, int Steps = 0);
