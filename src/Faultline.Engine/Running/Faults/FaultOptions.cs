using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Running.Faults;

/// <summary>What an activity says of a fault besides its arguments.</summary>
/// <param name="Target">Where it acts.</param>
/// <param name="Until">When it is put back.</param>
/// <param name="Duration">How long it lasts; null where a moment of the run ends it.</param>
/// <param name="Seed">From which chance is drawn; null where nobody cares.</param>
internal sealed record FaultOptions(DataObject Target, FaultUntil Until, TimeSpan? Duration, int? Seed)
{
    /// <summary>Reads them from the activity's provider.</summary>
    /// <exception cref="FormatException">One of them is wrong.</exception>
    public static FaultOptions Read(DataObject provider)
    {
        var target = provider["target"] switch
        {
            null or DataNull => DataObject.Empty,
            DataObject given => given,
            var other => throw new FormatException(
                $"the target of a fault is an object such as {{\"type\": \"host\"}}, and this is {other.Kind}"
            ),
        };
        TimeSpan? duration = provider["duration"] switch
        {
            null or DataNull => null,
            DataNumber number when number.ToDouble() is > 0 and < 1e8 and var seconds => TimeSpan.FromSeconds(seconds),
            var other => throw new FormatException(
                $"the duration of a fault is a number of seconds above 0, and this is {PythonText.Repr(other)}"
            ),
        };
        var until = provider["until"] switch
        {
            null or DataNull => duration is null ? FaultUntil.Method : FaultUntil.Duration,
            DataString text when Words().FirstOrDefault(word => word.Word == text.Value) is { Word: not null } found => found.Until,
            var other => throw new FormatException(
                $"a fault lasts until {string.Join(", ", Words().Select(word => $"'{word.Word}'"))}, and this is {PythonText.Repr(other)}"
            ),
        };
        int? seed = provider["seed"] switch
        {
            null or DataNull => null,
            DataNumber { IsInteger: true } number when number.ToDouble() is >= 0 and <= int.MaxValue => (int)number.ToDouble(),
            var other => throw new FormatException(
                $"the seed is a whole number from 0 to {int.MaxValue}, and this is {PythonText.Repr(other)}"
            ),
        };
        return until == FaultUntil.Duration && duration is null
            ? throw new FormatException("a fault that lasts until its 'duration' has to say how long that is, in seconds")
            : new FaultOptions(target, until, duration, seed);
    }

    private static IEnumerable<(string? Word, FaultUntil Until)> Words() =>
        Enum.GetValues<FaultUntil>().Select(until => ((string?)EventCodec.Name(until), until));
}
