using System.Collections.Concurrent;
using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Keeps what is written down, and can fail to.</summary>
internal sealed class SeenChanges : IChangeRecorder
{
    private readonly ConcurrentQueue<ChangeRecord> _all = new();

    public IReadOnlyList<ChangeRecord> All => [.. _all];

    /// <summary>"verb path: undo" of each.</summary>
    public IEnumerable<string> Lines => _all.Select(change => $"{change.Verb} {change.Resource}: {change.Undo}");

    public bool IsFull { get; set; }

    public void Record(ChangeRecord change)
    {
        if (IsFull)
        {
            throw new IOException("No space left on device");
        }

        _all.Enqueue(change);
    }

    /// <summary>What came of each: the records that took the place of others.</summary>
    public List<ChangeRecord> Made { get; } = [];

    void IChangeRecorder.Made(ChangeRecord recorded, ChangeRecord made)
    {
        lock (Made)
        {
            Made.Add(made);
        }
    }
}
