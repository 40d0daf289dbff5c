using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>
/// What puts the fields of an object back that still are as a change left them: of each field three values are compared, before the
/// change, after it, and now. Lists count as one field.
/// </summary>
internal sealed class FieldRestoration
{
    private readonly bool _isMade;
    private readonly List<string> _changed = [];

    private FieldRestoration(DataObject before, DataObject? after, bool isMade, DataObject now)
    {
        _isMade = isMade;
        Patch = after is null ? Unknown(before, now) : Members("", before, after, now);
    }

    /// <summary>What is laid over the object; empty where nothing is to be put back.</summary>
    public DataObject Patch { get; }

    /// <summary>The fields that somebody else has changed since, which are left alone.</summary>
    public IReadOnlyList<string> ChangedMeanwhile => _changed;

    public bool IsNothing => Patch.Members.IsEmpty && _changed.Count == 0;

    /// <param name="before">What it was, wholly or in the part that was changed.</param>
    /// <param name="after">What it was after the change; null where that is not known.</param>
    /// <param name="isMade">Whether that is what the server answered, and not only what it was asked for.</param>
    /// <param name="now">What it is now.</param>
    public static FieldRestoration Of(DataObject before, DataObject? after, bool isMade, DataObject now) => new(before, after, isMade, now);

    private DataObject Unknown(DataObject before, DataObject now)
    {
        if (!FieldValue.AreSame(before, now))
        {
            _changed.AddRange(MergePatch.Between(before, now).Members.Select(member => member.Key));
        }

        return DataObject.Empty;
    }

    private DataObject Members(string path, DataObject? before, DataObject? after, DataObject? now)
    {
        var keys = (after?.Members.Select(member => member.Key) ?? [])
            .Concat(_isMade ? before?.Members.Select(member => member.Key) ?? [] : [])
            .Distinct(StringComparer.Ordinal);
        return new DataObject(
            keys.Where(key => path.Length > 0 || key is not ("apiVersion" or "kind" or "status"))
                .Select(key => (Key: key, Value: Field(path + key, before?[key], after?[key], now?[key])))
                .Where(found => found.Value is not null)
                .Select(found => new DataMember(found.Key, found.Value!))
        );
    }

    // Null where the field is to be left as it is.
    private DataNode? Field(string path, DataNode? before, DataNode? after, DataNode? now)
    {
        if (FieldValue.AreSame(now, before) || path is "metadata.name" or "metadata.namespace" or "metadata.resourceVersion")
        {
            return null;
        }

        if (_isMade && FieldValue.AreSame(before, after))
        {
            return null;
        }

        var isOurs = _isMade ? FieldValue.AreSame(now, after) : FieldValue.Holds(now, after);
        if (isOurs && (_isMade || before is not DataObject || after is not DataObject))
        {
            return MergePatch.Put(now, before);
        }

        if (IsMapping(before) && IsMapping(after) && IsMapping(now) && (before ?? after) is DataObject)
        {
            var inner = Members(path + ".", before as DataObject, after as DataObject, now as DataObject);
            return inner.Members.IsEmpty ? null : inner;
        }

        _changed.Add(path);
        return null;
    }

    private static bool IsMapping(DataNode? value) => value is null or DataNull or DataObject;
}
