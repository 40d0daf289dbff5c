using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Linux.Processes;

namespace Faultline.Host.Networks.Groups;

/// <summary>
/// Processes that are put into a control group of their own, inside the one they are in, so that what limits them goes on to.
/// </summary>
/// <param name="From">The group that they are in, as in <c>/proc/PID/cgroup</c>.</param>
/// <param name="To">The group of their own.</param>
/// <param name="Members">The processes.</param>
internal sealed record ProcessGroup(string From, string To, ImmutableArray<ProcessKey> Members)
{
    /// <summary>The group of an effect within another.</summary>
    public static string Inside(string group, string id) => group == "/" ? "/" + id : $"{group}/{id}";

    /// <summary>For a record.</summary>
    public DataObject Write() =>
        DataObject.Of(
            ("from", From),
            ("to", To),
            ("processes", DataArray.Of(Members.Select(one => (DataNode)DataObject.Of(("pid", (long)one.Pid), ("start", one.StartTicks)))))
        );

    /// <summary>From a record: where from and where to, which is all that an undo needs.</summary>
    public static IReadOnlyList<ProcessGroup> Read(DataObject before) =>
        (before["groups"] as DataArray)
            ?.Items.OfType<DataObject>()
            .Where(one => one.Text("from") is not null && one.Text("to") is not null)
            .Select(one => new ProcessGroup(one.Text("from")!, one.Text("to")!, []))
            .ToList()
        ?? [];
}
