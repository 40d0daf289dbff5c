using System.Collections.Concurrent;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>
/// What has been changed by this process so far. Who changes something twice is put back to what was there first, and at once: an
/// object that was made and deleted again is nothing to bring back, not even for a moment.
/// </summary>
internal sealed class OwnChanges
{
    private readonly ConcurrentDictionary<string, DataObject> _former = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DataObject> _deleted = new(StringComparer.Ordinal);

    public void Made(string uid) => _made.TryAdd(uid, true);

    public bool HasMade(string uid) => _made.ContainsKey(uid);

    public void Deleted(string path, DataObject manifest) => _deleted[path] = manifest;

    /// <summary>Whether the object is made again as it was, as far as the manifest says.</summary>
    public bool MakesAgain(string path, DataObject manifest) => _deleted.TryGetValue(path, out var was) && FieldValue.Holds(was, manifest);

    public void Changed(string uid, DataObject before, DataObject after) =>
        _former.AddOrUpdate(
            uid,
            _ => MergePatch.Between(after, before),
            (_, earlier) => MergePatch.Then(MergePatch.Between(after, before), earlier)
        );

    /// <summary>What an object was before the first change, as far as it is the one at hand that says so.</summary>
    /// <param name="uid">The object.</param>
    /// <param name="before">What it is now, wholly or in part.</param>
    /// <param name="isWhole">Whether that is the whole of it.</param>
    public DataObject First(string uid, DataObject before, bool isWhole) =>
        !_former.TryGetValue(uid, out var former) ? before : MergePatch.Apply(before, isWhole ? former : Common(former, before));

    private static DataObject Common(DataObject patch, DataObject part) =>
        new(
            patch
                .Members.Where(member => part.Has(member.Key))
                .Select(member =>
                    member.Value is DataObject inner && part[member.Key] is DataObject there
                        ? member with
                        {
                            Value = Common(inner, there),
                        }
                        : member
                )
        );
}
