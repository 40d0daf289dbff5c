using System.Collections.Immutable;
using System.Globalization;

namespace Faultline.Hosting.Undoing;

/// <summary>What a run has left on record.</summary>
/// <param name="Run">The run.</param>
/// <param name="Effects">What may not be undone, in the order in which it was captured.</param>
/// <param name="Problems">Lines of its log that could not be used.</param>
public sealed record Leftover(string Run, ImmutableArray<UndoEntry.Effect> Effects, ImmutableArray<UndoLogProblem> Problems)
{
    /// <summary>Why nobody else may touch it now, in a sentence without a full stop; null where anybody may.</summary>
    public string? InHands { get; init; }

    /// <summary>Whether that is a matter of moments: the watchdog is putting it back.</summary>
    public bool IsBeingUndone { get; init; }

    /// <summary>Whether lines were lost that may have named an effect.</summary>
    public bool IsDamaged => Problems.Any(problem => !problem.IsTornEnd);

    /// <summary>Why a log is in other hands; null where it is not.</summary>
    internal static (string? Why, bool IsBeingUndone) HandsOf(string path, UndoLogContent content)
    {
        var owners = content.Owners;
        if (owners is not null && owners.Engine != owners.Watchdog && owners.Engine.IsAlive)
        {
            var number = owners.Engine.Id.ToString(CultureInfo.InvariantCulture);
            return (
                owners.Engine.IsStopped
                    ? $"it was stopped, and may go on: 'kill -CONT {number}' lets it, and 'kill -KILL {number}' ends it"
                    : $"it is still going on (process {number}), and puts back what it changes",
                false
            );
        }

        if (!UndoLog.IsLocked(path))
        {
            return (null, false);
        }

        var who = owners is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (process {owners.Watchdog.Id})");
        return ($"its watchdog{who}, or another 'recover', is putting it back at this moment", true);
    }
}

/// <summary>What a recovery did.</summary>
/// <param name="Run">The run.</param>
/// <param name="Effects">Each effect, with what was done or found.</param>
/// <param name="Problems">What else is not as it should be, in sentences.</param>
public sealed record Recovered(string Run, ImmutableArray<UndoEntry.Effect> Effects, ImmutableArray<string> Problems)
{
    /// <summary>Whether everything is as it was before the run.</summary>
    public bool IsComplete => Problems.IsEmpty && Effects.All(effect => !effect.IsOpen);
}
