namespace Faultline.KillSweep.Killing;

/// <summary>Who is hit.</summary>
internal enum Target
{
    /// <summary>kill -9 of the command itself.</summary>
    Engine,

    /// <summary>kill -9 of what watches it.</summary>
    Watchdog,

    /// <summary>kill -9 of both.</summary>
    EngineAndWatchdog,

    /// <summary>kill -9 of what holds the faults.</summary>
    Holder,

    /// <summary>The command stands still (SIGSTOP), and goes on once everything is undone.</summary>
    EngineStands,

    /// <summary>What holds the faults stands still (SIGSTOP).</summary>
    HolderStands,

    /// <summary>Ctrl-C.</summary>
    Interrupted,
}

/// <summary>One kill.</summary>
/// <param name="Number">Which of all.</param>
/// <param name="Subject">Which fault.</param>
/// <param name="Target">Who is hit.</param>
/// <param name="Moment">When: a boundary as <see cref="RunBoundaries"/> names it; null for a random moment.</param>
/// <param name="Fraction">How far into a whole run, or, at a boundary, into a hundredth of a second after it.</param>
internal sealed record Kill(int Number, string Subject, Target Target, string? Moment, double Fraction)
{
    public override string ToString() => $"#{Number} {Subject}: {Target} at {Moment ?? $"{Fraction:0.00} of the run"}";
}

/// <summary>How one kill ended.</summary>
internal enum Outcome
{
    /// <summary>Everything is as it was, without anybody's help.</summary>
    Undone,

    /// <summary>Everything is as it was after <c>faultline recover</c>, since nobody was left who could have undone it.</summary>
    Recovered,

    /// <summary>The run was over before the moment came.</summary>
    Missed,

    /// <summary>Something was left.</summary>
    Residue,
}

/// <summary>One kill and what came of it.</summary>
/// <param name="Kill">The kill.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Words">What was left, or why it was missed; empty otherwise.</param>
/// <param name="WasBroken">Whether the fault was there when the kill came.</param>
/// <param name="Undone">How long after the kill everything was as before; null where that is not known.</param>
internal sealed record KillResult(Kill Kill, Outcome Outcome, string Words, bool WasBroken, TimeSpan? Undone);
