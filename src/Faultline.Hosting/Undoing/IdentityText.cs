using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Linux.Processes;

namespace Faultline.Hosting.Undoing;

/// <summary>The written form of a process' identity.</summary>
internal static class IdentityText
{
    public static DataObject Write(ProcessIdentity identity) =>
        DataObject.Of(
            ("pid", identity.Id),
            ("start_time", identity.Key.StartTicks),
            ("boot_id", identity.BootId),
            ("namespace", identity.Namespace)
        );

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ProcessIdentity Read(DataNode? node) =>
        node is DataObject text
        && Integer(text, "pid") is { } pid and > 0 and <= int.MaxValue
        && Integer(text, "start_time") is { } start
        && text.Text("boot_id") is { } boot
        && text.Text("namespace") is { } space
            ? new ProcessIdentity(new ProcessKey((int)pid, start), boot, space)
            : throw new InvalidDataException("the line names no process");

    private static long? Integer(DataObject text, string key) =>
        text[key] is DataNumber number && long.TryParse(number.Text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
