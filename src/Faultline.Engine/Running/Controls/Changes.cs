using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Running.Controls;

/// <summary>What differs between an object as a control was given it and as it came back.</summary>
internal sealed class Changes
{
    private readonly ImmutableArray<DataMember> _set;
    private readonly ImmutableArray<string> _removed;

    public Changes(DataObject before, DataObject after)
    {
        _set = [.. after.Members.Where(member => !(before.TryGet(member.Key, out var old) && IsSame(old, member.Value)))];
        _removed = [.. before.Members.Select(member => member.Key).Where(key => !after.Has(key))];
    }

    public bool IsNone => _set.Length == 0 && _removed.Length == 0;

    /// <summary>The members that are new or other than they were.</summary>
    public DataObject Set => new(_set);

    /// <summary>The names of all that changed.</summary>
    public DataArray Names => DataArray.Of(_set.Select(member => member.Key).Concat(_removed).Select(name => (DataNode)name));

    /// <summary>The changes made to an object that may have changed otherwise in the meantime.</summary>
    public DataObject ApplyTo(DataObject target) =>
        _removed.Aggregate(_set.Aggregate(target, (all, member) => all.With(member.Key, member.Value)), (all, key) => all.Without(key));

    /// <summary>Whether two values are written in the same way.</summary>
    public static bool IsSame(DataNode one, DataNode other) =>
        ReferenceEquals(one, other) || JsonText.Write(one, indent: 0) == JsonText.Write(other, indent: 0);
}
