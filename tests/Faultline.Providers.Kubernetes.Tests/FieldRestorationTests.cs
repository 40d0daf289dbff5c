using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Changes;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Fields come back as they were where they still are as a change left them, and nowhere else.</summary>
public sealed class FieldRestorationTests
{
    private static readonly string[] Keys = ["a", "b", "c", "d"];

    [Fact]
    public void Whatever_was_changed_becomes_what_it_was()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 20_000; i++)
        {
            var (before, after) = (Some(random, 3), Some(random, 3));

            var restoring = FieldRestoration.Of(before, after, isMade: true, after);

            restoring.ChangedMeanwhile.ShouldBeEmpty();
            var restored = MergePatch.Apply(after, restoring.Patch);
            FieldValue.AreSame(restored, before).ShouldBeTrue($"{before} -> {after} -> {restored}");
            FieldRestoration.Of(before, after, isMade: true, before).IsNothing.ShouldBeTrue();
        }
    }

    [Fact]
    public void What_another_hand_has_changed_stays_as_it_is()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var (before, after, theirs) = (Some(random, 2), Some(random, 2), Some(random, 2));
            var now = MergePatch.Apply(after, theirs);

            var restored = MergePatch.Apply(now, FieldRestoration.Of(before, after, isMade: true, now).Patch);

            foreach (var (path, value) in Leaves("", restored).Concat(Leaves("", now)).DistinctBy(leaf => leaf.Path))
            {
                var (was, left, is_) = (At(before, path), At(after, path), At(now, path));
                var expected = FieldValue.AreSame(left, is_) && !Mixed(before, after, now, path) ? was : At(restored, path);
                FieldValue.AreSame(At(restored, path), expected).ShouldBeTrue($"{path}: {before} -> {after}, {now} -> {restored}");
                if (!FieldValue.AreSame(left, is_) && !Mixed(before, after, now, path))
                {
                    FieldValue.AreSame(At(restored, path), is_).ShouldBeTrue($"{path}: {before} -> {after}, {now} -> {restored}");
                }
            }
        }
    }

    [Fact]
    public void A_patch_between_two_objects_makes_one_of_the_other()
    {
        var random = new Random(20261123);
        for (var i = 0; i < 20_000; i++)
        {
            var (from, to) = (Some(random, 3), Some(random, 3));

            FieldValue.AreSame(MergePatch.Apply(from, MergePatch.Between(from, to)), to).ShouldBeTrue($"{from} -> {to}");
        }
    }

    // Where a mapping stands on one side and none on another, the mapping as a whole is what counts.
    private static bool Mixed(DataObject before, DataObject after, DataObject now, string path)
    {
        var parts = path.Split('.');
        return Enumerable
            .Range(1, parts.Length)
            .Select(length => string.Join('.', parts.Take(length)))
            .Any(prefix =>
                new[] { At(before, prefix), At(after, prefix), At(now, prefix) }.Select(node => node is DataObject).Distinct().Count() > 1
            );
    }

    private static DataObject Some(Random random, int depth) =>
        new(
            Keys.Where(_ => random.Next(2) == 0)
                .Select(key => new DataMember(
                    key,
                    random.Next(depth > 0 ? 4 : 3) switch
                    {
                        0 => random.Next(3),
                        1 => random.Next(2) == 0,
                        2 => DataArray.Of([random.Next(2), "x"]),
                        _ => Some(random, depth - 1),
                    }
                ))
        );

    private static IEnumerable<(string Path, DataNode Value)> Leaves(string path, DataObject mapping) =>
        mapping.Members.SelectMany(member =>
            member.Value is DataObject inner ? Leaves(path + member.Key + ".", inner) : [(path + member.Key, member.Value)]
        );

    private static DataNode? At(DataNode? node, string path) =>
        path.Split('.').Aggregate(node, (found, key) => (found as DataObject)?[key]);
}
