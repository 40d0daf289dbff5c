namespace Faultline.Proxy.Toxics;

/// <summary>
/// What one toxic does to one direction of one connection. Nothing here waits: each effect answers how much of the first of what
/// waits may go, and when; times are those at which the data leave this toxic, so that several compose in their order.
/// Asking changes nothing; <see cref="Sent"/> does.
/// </summary>
internal abstract class ToxicEffect
{
    /// <summary>How many ticks a millisecond has.</summary>
    protected const long Millisecond = TimeSpan.TicksPerMillisecond;

    /// <summary>When the connection ends, whatever waits.</summary>
    public virtual long Deadline => ProxyClock.Never;

    /// <summary>Whether the connection is reset where others are closed.</summary>
    public virtual bool IsReset => false;

    /// <summary>Whether the connection ends now that so much has gone.</summary>
    public virtual bool IsSpent => false;

    /// <summary>New settings, in force from now on.</summary>
    public abstract void Set(ToxicSettings settings, long now);

    /// <summary>Data or their end have come.</summary>
    public virtual void Arrived(long now) { }

    /// <summary>How many of so many bytes may go in one piece; 0 ends the connection.</summary>
    public virtual int Cut(int length) => length;

    /// <summary>When a piece leaves that comes at a time.</summary>
    /// <param name="due">When it comes.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="chunk">The number of what was read at once, which may go in several pieces.</param>
    public virtual long Due(long due, int length, long chunk) => due;

    /// <summary>When the end of the data leaves that comes at a time.</summary>
    public virtual long EndDue(long due) => due;

    /// <summary>The piece that was asked for last is on its way.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="late">How long after it was due.</param>
    public virtual void Sent(int length, long late) { }

    /// <summary>A time later by so many milliseconds, without running over.</summary>
    protected static long After(long time, long milliseconds) =>
        milliseconds <= 0 ? time
        : milliseconds > (ProxyClock.Never - time) / Millisecond ? ProxyClock.Never
        : time + (milliseconds * Millisecond);
}
