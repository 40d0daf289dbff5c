using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Words;

namespace Faultline.Engine.Reports.Summaries;

/// <summary>Values for JSON that every parser takes: no half characters, no numbers that JSON does not have.</summary>
internal static class Json
{
    public static DataNode Text(string? text) => text is null ? DataNull.Instance : VisibleText.Clean(text);

    public static DataNode Flag(bool? flag) => flag is { } value ? value : DataNull.Instance;

    public static DataNode Number(int? number) => number is { } value ? (long)value : DataNull.Instance;

    public static DataNode Seconds(TimeSpan? time) => time is { } value ? Math.Round(value.TotalSeconds, 6) : DataNull.Instance;

    public static DataNode Time(DateTimeOffset? time) => time is { } value ? TimeText.Iso(value) : DataNull.Instance;

    public static DataNode List(IEnumerable<DataNode> items) => DataArray.Of(items);

    /// <summary>A number, a flag or a short text as it is; null for everything else.</summary>
    public static DataNode Scalar(DataNode? node) =>
        node switch
        {
            DataNumber { Text: "NaN" or "Infinity" or "-Infinity" } number => number.Text,
            DataNumber or DataBoolean => node,
            DataString { Value.Length: <= 200 } text => Text(text.Value),
            _ => DataNull.Instance,
        };
}
