namespace Faultline.Proxy.Toxics;

/// <summary>The toxics of one direction of one connection. Whether a toxic is for the connection is decided once, when it first meets it.</summary>
internal sealed class ActiveToxics(ToxicTable table, ToxicStream stream, Chance chance)
{
    private sealed record Entry(Toxic Toxic, double Draw)
    {
        public ToxicSettings? Settings { get; set; }

        public ToxicEffect? Effect { get; set; }
    }

    private Toxic[] _seen = [];
    private List<Entry> _entries = [];
    private Entry[] _active = [];

    /// <summary>Whether there are none for this connection.</summary>
    public bool AreNone => _active.Length == 0;

    /// <summary>When the connection ends, whatever waits.</summary>
    public long Deadline
    {
        get
        {
            var deadline = ProxyClock.Never;
            foreach (var entry in _active)
            {
                deadline = Math.Min(deadline, entry.Effect!.Deadline);
            }

            return deadline;
        }
    }

    /// <summary>Takes changes up.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isWaiting">Whether data wait, which toxics that are new meet too.</param>
    public void Refresh(long now, bool isWaiting)
    {
        var current = table.Of(stream);
        if (ReferenceEquals(current, _seen))
        {
            return;
        }

        _seen = current;
        var entries = new List<Entry>(current.Length);
        foreach (var toxic in current)
        {
            var entry = _entries.Find(known => ReferenceEquals(known.Toxic, toxic)) ?? new Entry(toxic, chance.Draw());
            Adjust(entry, now, isWaiting);
            entries.Add(entry);
        }

        _entries = entries;
        _active = [.. entries.Where(entry => entry.Effect is not null)];
    }

    /// <summary>Data or their end have come.</summary>
    public void Arrived(int count, long now)
    {
        foreach (var entry in _active)
        {
            entry.Effect!.Arrived(now);
            entry.Toxic.CountBytes(count);
        }
    }

    /// <summary>How many of so many bytes may go in one piece; 0 where one has had its fill.</summary>
    public int Cut(int length)
    {
        foreach (var entry in _active)
        {
            length = entry.Effect!.Cut(length);
        }

        return length;
    }

    /// <summary>When a piece may go that came at a time.</summary>
    public long Due(long arrived, int length, long chunk)
    {
        var due = arrived;
        foreach (var entry in _active)
        {
            due = entry.Effect!.Due(due, length, chunk);
            if (due == ProxyClock.Never)
            {
                break;
            }
        }

        return due;
    }

    /// <summary>When the end of the data may go that came at a time.</summary>
    public long EndDue(long arrived)
    {
        var due = arrived;
        foreach (var entry in _active)
        {
            due = due == ProxyClock.Never ? due : entry.Effect!.EndDue(due);
        }

        return due;
    }

    /// <summary>A piece has gone.</summary>
    /// <returns>Whether the connection ends with it.</returns>
    public bool Sent(int length, long late)
    {
        var isSpent = false;
        foreach (var entry in _active)
        {
            entry.Effect!.Sent(length, late);
            isSpent |= entry.Effect.IsSpent;
        }

        return isSpent;
    }

    /// <summary>The toxic that ends the connection at a time, or because it has had its fill; null where none does.</summary>
    public (Toxic Toxic, bool IsReset)? Ending(long now)
    {
        var entry = Array.Find(_active, entry => entry.Effect!.Deadline <= now || entry.Effect.IsSpent);
        return entry is null ? null : (entry.Toxic, entry.Effect!.IsReset);
    }

    private void Adjust(Entry entry, long now, bool isWaiting)
    {
        var settings = entry.Toxic.Settings;
        if (ReferenceEquals(settings, entry.Settings))
        {
            return;
        }

        entry.Settings = settings;
        if (entry.Draw >= settings.Toxicity)
        {
            entry.Effect = null;
        }
        else if (entry.Effect is { } effect)
        {
            effect.Set(settings, now);
        }
        else
        {
            entry.Effect = entry.Toxic.Kind.Start(settings, chance, now);
            entry.Toxic.CountConnection();
            if (isWaiting)
            {
                entry.Effect.Arrived(now);
            }
        }
    }
}
