using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;

namespace Faultline.Host.Processes;

/// <summary>A process as a record has it. Its command line, which may hold secrets, is no part of that.</summary>
/// <param name="Key">What no other process of that boot has.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state, as in <c>/proc/PID/stat</c>.</param>
internal sealed record RecordedProcess(ProcessKey Key, string Name, char State)
{
    /// <summary>What it is called in messages.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Key.Pid})");

    /// <summary>What claims it.</summary>
    public FaultClaim Claim => new(string.Create(CultureInfo.InvariantCulture, $"process:{Key.Pid}@{Key.StartTicks}"), "process " + Words);

    /// <summary>A process as it is now.</summary>
    public static RecordedProcess Of(ProcessStat stat) => new(stat.Key, stat.Name, stat.State);

    /// <summary>Processes as a member of a record.</summary>
    public static DataArray Write(IEnumerable<RecordedProcess> processes) =>
        DataArray.Of(
            processes.Select(one =>
                (DataNode)
                    DataObject.Of(
                        ("pid", (long)one.Key.Pid),
                        ("start_ticks", one.Key.StartTicks),
                        ("name", one.Name),
                        ("state", one.State.ToString())
                    )
            )
        );

    /// <summary>The processes of a record; none where it has none, or where they ended with an earlier boot.</summary>
    public static ImmutableArray<RecordedProcess> Read(UndoRecord record) =>
        record.BootId != ProcessIdentity.BootIdNow ? [] : Read(record.Before["processes"]);

    private static ImmutableArray<RecordedProcess> Read(DataNode? node) =>
        [
            .. ((node as DataArray)?.Items.OfType<DataObject>() ?? []).Select(one => new RecordedProcess(
                new ProcessKey(Number<int>(one["pid"]), Number<long>(one["start_ticks"])),
                one.Text("name") ?? "",
                one.Text("state") is [var state] ? state : '?'
            )),
        ];

    private static T Number<T>(DataNode? node)
        where T : struct, IParsable<T> =>
        node is DataNumber number && T.TryParse(number.Text, CultureInfo.InvariantCulture, out var value) ? value : default;
}
