using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Providers.Proxy.Tests;

/// <summary>Keeps what is written down, as a run does, and gives it back as text: to whoever undoes it in another process.</summary>
internal sealed class KeptChanges : IChangeRecorder
{
    private readonly List<(ChangeRecord Written, ChangeRecord? Now)> _all = [];

    public bool IsUndone { get; set; } = true;

    public bool IsFull { get; set; }

    /// <summary>"verb path: undo" of each.</summary>
    public IEnumerable<string> Lines => _all.Select(one => $"{one.Written.Verb} {one.Written.Resource}: {one.Written.Undo}");

    /// <summary>The records of what may have been changed, the last first, without what only memory holds.</summary>
    public IEnumerable<UndoRecord> Records =>
        _all.Where(one => one.Now is { Reversal: not null })
            .Select((one, at) => one.Now!.ToUndoRecord($"fl-test-{at}", "run", "boot", DateTimeOffset.UnixEpoch))
            .Select(record => UndoRecordText.Read((DataObject)JsonText.Parse(JsonText.Write(UndoRecordText.Write(record))))!)
            .Reverse();

    public void Record(ChangeRecord change)
    {
        if (IsFull)
        {
            throw new IOException("No space left on device");
        }

        _all.Add((change, change));
    }

    /// <summary>As if the process had died before the answer came.</summary>
    public void ForgetAnswers()
    {
        for (var i = 0; i < _all.Count; i++)
        {
            _all[i] = (_all[i].Written, _all[i].Written);
        }
    }

    void IChangeRecorder.Made(ChangeRecord recorded, ChangeRecord made) => Set(recorded, made);

    void IChangeRecorder.NotMade(ChangeRecord recorded) => Set(recorded, null);

    private void Set(ChangeRecord recorded, ChangeRecord? now) =>
        _all[_all.FindIndex(one => ReferenceEquals(one.Written, recorded))] = (recorded, now);
}
