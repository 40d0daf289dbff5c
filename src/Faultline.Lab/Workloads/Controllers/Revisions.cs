using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>The templates that a stateful set or daemon set had, kept as ControllerRevision objects so that they can come back.</summary>
internal sealed class Revisions(ObjectStore store)
{
    public const string HashLabel = "controller-revision-hash";
    private const string RevisionHash = "controller.kubernetes.io/hash";

    /// <summary>The revisions of an owner, oldest first; the last one is that of its template as it is now, and is made where it is missing.</summary>
    public List<DataObject> Of(ResourceKind ownerKind, DataObject owner)
    {
        var data = DataObject.Empty.Put(Template.Plain(owner.At("spec", "template")).With("$patch", "replace"), "spec", "template");
        var known = store
            .List(ResourceKinds.ControllerRevision, owner.Namespace())
            .Objects.Where(one => one.ControllerUid() == owner.Uid())
            .OrderBy(Number)
            .ThenBy(one => one.Name(), StringComparer.Ordinal)
            .ToList();
        var found = known.FindLast(one => Tree.Same(one["data"], data));
        var next = known.Count == 0 ? 1 : Number(known[^1]) + 1;
        if (found is null)
        {
            known.Add(Create(ownerKind, owner, data, next));
        }
        else if (!ReferenceEquals(found, known[^1]))
        {
            known.Remove(found);
            known.Add(store.Update(KeyOf(found), found.Uid(), current => current.With("revision", next)) ?? found);
        }

        return known;
    }

    /// <summary>Removes the oldest of those that nothing uses, as far as there are more than the owner wants kept.</summary>
    public void Forget(DataObject owner, List<DataObject> revisions, IReadOnlySet<string> used)
    {
        var kept = owner.NumberAt("spec", "revisionHistoryLimit") ?? 10;
        var unused = revisions.Take(revisions.Count - 1).Where(one => !used.Contains(one.Name())).ToList();
        foreach (var one in unused.Take((int)Math.Max(unused.Count - kept, 0)))
        {
            store.Remove(KeyOf(one), one.Uid());
        }
    }

    /// <summary>The template that a revision keeps.</summary>
    public static DataNode? TemplateOf(DataObject revision) => (revision.At("data", "spec", "template") as DataObject)?.Without("$patch");

    /// <summary>The letters that a revision's pods carry.</summary>
    public static string HashOf(DataObject revision) => revision.Labels().GetValueOrDefault(RevisionHash, "");

    private static long Number(DataObject revision) => revision.NumberAt("revision") ?? 0;

    private static ObjectKey KeyOf(DataObject revision) => Owners.KeyOf(ResourceKinds.ControllerRevision, revision);

    private DataObject Create(ResourceKind ownerKind, DataObject owner, DataObject data, long number)
    {
        for (var collisions = 0L; ; collisions++)
        {
            var hash = Template.Hash(data, collisions);
            var labels = owner.TextsAt("spec", "template", "metadata", "labels");
            labels[RevisionHash] = hash;
            var revision = DataObject.Of(
                ("apiVersion", ResourceKinds.ControllerRevision.ApiVersion),
                ("kind", ResourceKinds.ControllerRevision.Kind),
                (
                    "metadata",
                    DataObject.Of(
                        ("name", $"{owner.Name()}-{hash}"),
                        ("namespace", owner.Namespace()),
                        ("labels", Tree.Texts(labels)),
                        ("ownerReferences", DataArray.Of([Owners.Reference(ownerKind, owner)]))
                    )
                ),
                ("data", data),
                ("revision", number)
            );
            if (store.Create(KeyOf(revision), revision) is { } created)
            {
                return created;
            }
        }
    }
}
