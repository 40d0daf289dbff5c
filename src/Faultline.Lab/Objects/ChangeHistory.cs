namespace Faultline.Lab.Objects;

/// <summary>The last changes of the store: as many as a watcher who was away for a while may have missed.</summary>
internal sealed class ChangeHistory
{
    private const int MostChanges = 50_000;
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly Queue<(ObjectChange Change, long Bytes)> _changes = new();
    private long _bytes;

    /// <summary>Remembers a change; the oldest ones are forgotten where there are too many.</summary>
    public void Add(ObjectChange change)
    {
        var bytes = Tree.SizeOf(change.Object);
        _bytes += bytes;
        _changes.Enqueue((change, bytes));
        while (_changes.Count > MostChanges || (_bytes > MostBytes && _changes.Count > 1))
        {
            _bytes -= _changes.Dequeue().Bytes;
        }
    }

    /// <summary>The changes after a version, oldest first; null where some of them are forgotten.</summary>
    public IEnumerable<ObjectChange>? After(long version, long current) =>
        version >= current ? []
        : _changes.TryPeek(out var oldest) && oldest.Change.Version <= version + 1
            ? _changes.Skip((int)(version + 1 - oldest.Change.Version)).Select(entry => entry.Change)
        : null;
}
