using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Custom;

namespace Faultline.Lab.Objects;

/// <summary>The kinds that are served now: those of every lab, and those of its custom resource definitions.</summary>
internal sealed class KindCatalogue(ObjectStore store)
{
    private readonly Lock _lock = new();
    private IReadOnlyList<DataObject>? _definitions;
    private ImmutableArray<ResourceKind> _all = ResourceKinds.All;

    /// <summary>All that are stored. Asked twice while no definition changes, it is the same array.</summary>
    public ImmutableArray<ResourceKind> All
    {
        get
        {
            var definitions = store.List(ResourceKinds.CustomResourceDefinition).Objects;
            lock (_lock)
            {
                if (!ReferenceEquals(definitions, _definitions))
                {
                    _definitions = definitions;
                    _all = [.. ResourceKinds.All, .. definitions.Select(CustomDefinition.KindOf).OfType<ResourceKind>()];
                }

                return _all;
            }
        }
    }

    /// <summary>The kind that a path names, or null.</summary>
    public ResourceKind? FindPlural(GroupVersion served, string plural) =>
        All.Concat(ResourceKinds.Reviews).FirstOrDefault(known => known.Plural == plural && known.Served.Contains(served));

    /// <summary>The kind of an object, or null.</summary>
    public ResourceKind? Find(string? apiVersion, string? kind) =>
        All.FirstOrDefault(known => known.Kind == kind && known.Served.Any(served => served.ToString() == apiVersion));
}
