using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Faults;

/// <summary>What a toxic is to do, and how one sees that it does.</summary>
/// <param name="Type">What the API calls it: <c>latency</c>.</param>
/// <param name="Words">What it does to a connection, after "to": <c>delay by 200 ± 50 ms what comes</c>.</param>
/// <param name="Attributes">What it is set to, as the API reads it.</param>
internal abstract record ToxicEffect(string Type, string Words, DataObject Attributes)
{
    /// <summary>For how long something is waited for at most, whatever was asked for.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with what was asked for: which argument, why, and what to do. Those that depend on two come with the later.</summary>
    public abstract IEnumerable<(string Argument, string Problem, string Remedy)> Problems();

    /// <summary>Whether a second of its kind in the same direction adds to the first.</summary>
    public virtual bool AddsUp => false;

    /// <summary>How many bytes show it.</summary>
    public virtual long CanaryBytes => 1;

    /// <summary>How long a canary needs to show it.</summary>
    protected abstract TimeSpan Needed { get; }

    /// <summary>For how long a canary is watched.</summary>
    public TimeSpan Wait => Needed + s_margin < s_longest ? Needed + s_margin : s_longest;

    /// <summary>Whether a canary met what was asked for, and what it met, without a full stop.</summary>
    public abstract (bool IsAsAsked, string Seen) Judge(CanaryFlight flight);

    /// <summary>Whether a time is as long as was asked for, as far as one waits at all.</summary>
    protected static bool IsEnough(double seen, TimeSpan asked) =>
        seen >= Math.Min(asked.TotalMilliseconds, s_longest.TotalMilliseconds) * 0.9;

    /// <summary>What is wrong with a length of time.</summary>
    protected static IEnumerable<(string Argument, string Problem, string Remedy)> Between(
        string argument,
        TimeSpan time,
        TimeSpan least,
        TimeSpan most,
        string example
    ) =>
        time >= least && time <= most
            ? []
            :
            [
                (
                    argument,
                    $"'{argument}' is {DurationText.Words(time)}, and has to be from {DurationText.Words(least)} to {DurationText.Words(most)}",
                    $"give a text such as '{example}'; a number means seconds"
                ),
            ];

    /// <summary>What is wrong with a number.</summary>
    protected static IEnumerable<(string Argument, string Problem, string Remedy)> Between(
        string argument,
        long value,
        long least,
        long most
    ) =>
        value >= least && value <= most
            ? []
            : [(argument, $"'{argument}' is {value}, and has to be from {least} to {most}", "give a number in between")];

    /// <summary>Whole milliseconds, as attributes are.</summary>
    protected static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);
}
