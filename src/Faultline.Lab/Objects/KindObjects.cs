using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>The objects of one kind at one moment, in the order of their namespaces and names. A change is another instance.</summary>
internal sealed class KindObjects
{
    private static readonly ImmutableSortedDictionary<string, DataObject> NoNames = ImmutableSortedDictionary.Create<string, DataObject>(
        StringComparer.Ordinal
    );

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, DataObject>> _namespaces;
    private DataObject[]? _all;

    private KindObjects(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, DataObject>> namespaces) =>
        _namespaces = namespaces;

    public static KindObjects None { get; } =
        new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, DataObject>>(StringComparer.Ordinal));

    /// <summary>All of them. Asked twice, it is the same list.</summary>
    public IReadOnlyList<DataObject> All => _all ??= [.. _namespaces.Values.SelectMany(names => names.Values)];

    public DataObject? Get(string inNamespace, string name) =>
        _namespaces.TryGetValue(inNamespace, out var names) ? names.GetValueOrDefault(name) : null;

    public IReadOnlyList<DataObject> In(string inNamespace) => _namespaces.TryGetValue(inNamespace, out var names) ? [.. names.Values] : [];

    public KindObjects With(string inNamespace, string name, DataObject node) =>
        new(_namespaces.SetItem(inNamespace, _namespaces.GetValueOrDefault(inNamespace, NoNames).SetItem(name, node)));

    public KindObjects Without(string inNamespace, string name)
    {
        var rest = _namespaces.GetValueOrDefault(inNamespace, NoNames).Remove(name);
        return new(rest.IsEmpty ? _namespaces.Remove(inNamespace) : _namespaces.SetItem(inNamespace, rest));
    }
}
