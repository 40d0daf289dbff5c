using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>Patches that are laid over an object: a null removes, a list replaces a list (RFC 7386).</summary>
internal static class MergePatch
{
    /// <summary>The object with the patch laid over it.</summary>
    public static DataObject Apply(DataObject target, DataObject patch)
    {
        foreach (var member in patch.Members)
        {
            target = member.Value switch
            {
                DataNull => target.Without(member.Key),
                DataObject inner => target.With(member.Key, Apply(target[member.Key] as DataObject ?? DataObject.Empty, inner)),
                var value => target.With(member.Key, value),
            };
        }

        return target;
    }

    /// <summary>What makes one object of another.</summary>
    public static DataObject Between(DataObject from, DataObject to) =>
        new([
            .. to
                .Members.Where(member => !FieldValue.AreSame(from[member.Key], member.Value))
                .Select(member => member with { Value = Put(from[member.Key], member.Value) }),
            .. from
                .Members.Where(member => !to.Has(member.Key) && member.Value is not DataNull)
                .Select(member => member with { Value = DataNull.Instance }),
        ]);

    /// <summary>What makes one value of another, as the value of a member of a patch.</summary>
    public static DataNode Put(DataNode? from, DataNode? to) =>
        to switch
        {
            null => DataNull.Instance,
            DataObject wanted when from is DataObject there => Between(there, wanted),
            _ => to,
        };

    /// <summary>One patch that does what two do, the second after the first.</summary>
    public static DataObject Then(DataObject first, DataObject second)
    {
        foreach (var member in second.Members)
        {
            first = first.With(
                member.Key,
                member.Value is DataObject inner && first[member.Key] is DataObject there ? Then(there, inner) : member.Value
            );
        }

        return first;
    }

    /// <summary>The part of an object that has the members of a pattern, nulls where they are absent.</summary>
    public static DataObject Part(DataObject whole, DataObject pattern) =>
        new(
            pattern.Members.Select(member =>
                member with
                {
                    Value = member.Value is DataObject { Members.IsEmpty: false } inner
                        ? Part(whole[member.Key] as DataObject ?? DataObject.Empty, inner)
                        : whole[member.Key] ?? DataNull.Instance,
                }
            )
        );
}
