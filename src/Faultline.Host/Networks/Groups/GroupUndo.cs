using Faultline.Abstractions.Faults;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Processes;

namespace Faultline.Host.Networks.Groups;

/// <summary>Puts processes back into the control groups that they came from, from records alone, in any process.</summary>
internal static class GroupUndo
{
    // Each time all that is there is moved; what starts others meanwhile is not faster than that for long.
    private const int Rounds = 50;

    /// <summary>Whether a record has groups.</summary>
    public static bool Has(UndoRecord record) => record.Before.Has("groups");

    /// <summary>Moves everybody back, what was started there included, removes the groups, and reads back that they are gone.</summary>
    public static RevertResult Revert(UndoRecord record)
    {
        var groups = ProcessGroup.Read(record.Before);
        if (groups.Count == 0 || record.BootId != ProcessIdentity.BootIdNow)
        {
            return new RevertResult(RevertState.NothingToRevert, "the kernel has removed it with its process");
        }

        try
        {
            using var hierarchy = UnifiedHierarchy.Open();
            var there = groups.Where(group => hierarchy.Exists(group.To)).ToList();
            foreach (var group in there)
            {
                Empty(hierarchy, group);
            }

            var left = there.Where(group => !hierarchy.TryRemove(group.To)).Select(group => group.To).ToList();
            return (there.Count, left.Count) switch
            {
                (0, _) => new RevertResult(RevertState.NothingToRevert, "its control groups are gone"),
                (_, 0) => new RevertResult(
                    RevertState.Reverted,
                    $"the processes are in {string.Join(", ", there.Select(group => $"'{group.From}'"))} again, and the control groups of their own are gone"
                ),
                _ => new RevertResult(
                    RevertState.Failed,
                    $"control group '{left[0]}' can't be removed: there are processes or groups in it"
                ),
            };
        }
        catch (IOException exception)
        {
            return new RevertResult(RevertState.Failed, exception.Message);
        }
    }

    /// <summary>Whether any group of a record is there.</summary>
    public static bool IsThere(UndoRecord record)
    {
        using var hierarchy = UnifiedHierarchy.Open();
        return ProcessGroup.Read(record.Before).Any(group => hierarchy.Exists(group.To));
    }

    private static void Empty(UnifiedHierarchy hierarchy, ProcessGroup group)
    {
        for (var round = 0; round < Rounds && hierarchy.Processes(group.To) is { Count: > 0 } members; round++)
        {
            foreach (var pid in members)
            {
                _ = hierarchy.TryMove(pid, group.From);
            }
        }
    }
}
