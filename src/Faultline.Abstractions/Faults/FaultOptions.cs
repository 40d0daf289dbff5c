using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>When a fault is put back at the latest; the end of the run puts back all that is left.</summary>
public enum FaultUntil
{
    /// <summary>After its duration; the activity lasts as long.</summary>
    Duration,

    /// <summary>When the method ends, before the hypothesis is evaluated again.</summary>
    Method,

    /// <summary>When the hypothesis was evaluated after the method, before the rollbacks.</summary>
    Hypothesis,

    /// <summary>When the rollbacks were played.</summary>
    Rollbacks,
}

/// <summary>What an activity says of a fault besides its arguments: members of its <c>provider</c>.</summary>
public sealed record FaultOptions
{
    private static readonly (string Word, FaultUntil Until)[] s_untils =
    [
        ("duration", FaultUntil.Duration),
        ("method", FaultUntil.Method),
        ("hypothesis", FaultUntil.Hypothesis),
        ("rollbacks", FaultUntil.Rollbacks),
    ];

    /// <summary>The members of a provider that only a fault has.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["target", "until", "duration", "seed"];

    /// <summary>Where it acts; empty for this host.</summary>
    public DataObject Target { get; init; } = DataObject.Empty;

    /// <summary>When it is put back; by default when the method ends, and after its duration where there is one.</summary>
    public FaultUntil Until { get; init; } = FaultUntil.Method;

    /// <summary>How long it lasts; null where a moment of the run ends it.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>From which chance is drawn; null where the run draws one and writes it down.</summary>
    public int? Seed { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="provider">The activity's <c>provider</c>.</param>
    /// <returns>The options, and everything that is wrong with them; what is a variable still is not looked at.</returns>
    public static (FaultOptions Options, IReadOnlyList<CallProblem> Problems) Read(DataObject provider)
    {
        var problems = new List<CallProblem>();
        var duration = provider["duration"] switch
        {
            null or DataNull => (TimeSpan?)null,
            DataNumber number when number.ToDouble() is > 0 and < 1e8 and var seconds => TimeSpan.FromSeconds(seconds),
            var other => Wrong(other, "the duration of a fault is a number of seconds above 0", (TimeSpan?)null),
        };
        var until = provider["until"] switch
        {
            null or DataNull => duration is null && !IsVariable(provider["duration"]) ? FaultUntil.Method : FaultUntil.Duration,
            DataString text when Array.Find(s_untils, known => known.Word == text.Value) is { Word: not null } found => found.Until,
            var other => Wrong(
                other,
                $"a fault lasts until {string.Join(", ", s_untils[..^1].Select(known => $"'{known.Word}'"))} or '{s_untils[^1].Word}'",
                FaultUntil.Method
            ),
        };
        if (until == FaultUntil.Duration && duration is null && provider["duration"] is null or DataNull)
        {
            problems.Add(
                new CallProblem("a fault that lasts until its 'duration' has to say how long that is")
                {
                    Where = provider["until"],
                    Remedy = "Add 'duration', a number of seconds, beside 'until'.",
                }
            );
        }

        var options = new FaultOptions
        {
            Duration = duration,
            Until = until,
            Target = provider["target"] switch
            {
                null or DataNull => DataObject.Empty,
                DataObject given => given,
                var other => Wrong(other, "the target of a fault is an object such as {\"type\": \"host\"}", DataObject.Empty),
            },
            Seed = provider["seed"] switch
            {
                null or DataNull => null,
                DataNumber { IsInteger: true } number when number.ToDouble() is >= 0 and <= int.MaxValue and var value => (int)value,
                var other => Wrong(
                    other,
                    string.Create(CultureInfo.InvariantCulture, $"a seed is a whole number from 0 to {int.MaxValue}"),
                    (int?)null
                ),
            },
        };
        return (options, problems);

        T Wrong<T>(DataNode value, string rule, T instead)
        {
            if (!IsVariable(value))
            {
                problems.Add(new CallProblem($"{rule}, and this is {PythonText.Repr(value)}") { Where = value });
            }

            return instead;
        }
    }

    /// <summary>The word for a moment, as in a document.</summary>
    public static string Word(FaultUntil until) => Array.Find(s_untils, known => known.Until == until).Word;

    private static bool IsVariable(DataNode? value) => value is DataString text && text.Value.Contains("${", StringComparison.Ordinal);
}
