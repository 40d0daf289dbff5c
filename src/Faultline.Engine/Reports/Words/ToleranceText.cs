using Faultline.Abstractions.Data;
using Faultline.Engine.Reports.Reading;

namespace Faultline.Engine.Reports.Words;

/// <summary>What a probe was expected to find, and what it found, each in one line.</summary>
internal static class ToleranceText
{
    private const int Most = 160;

    public static string Expected(ActivityRecord record) =>
        VisibleText.Line(
            record.Tolerance switch
            {
                null => TimeText.Unknown,
                DataObject tolerance => Described(tolerance),
                DataNumber { IsInteger: true } status when HasStatus(record) => $"status {status.Text}",
                DataArray list when HasStatus(record) => $"status in {JsonText.Write(list, indent: 0)}",
                DataArray { Items: [DataNumber low, DataNumber high] } => $"between {low.Text} and {high.Text}",
                var other => JsonText.Write(other, indent: 0),
            },
            Most
        );

    public static string Found(ActivityRecord record) =>
        record.Result switch
        {
            ActivityResult.Failed => VisibleText.Line($"no value: it failed with '{record.Failure ?? TimeText.Unknown}'", Most * 2),
            ActivityResult.Unfinished => "no value: it was stopped or crashed",
            _ => VisibleText.Line(Value(record), Most),
        };

    private static string Described(DataObject tolerance)
    {
        var target = tolerance.WordOf("target") is { } part ? $"'{part}' " : "";
        return tolerance.WordOf("type") switch
        {
            "regex" => $"{target}matches {tolerance.WordOf("pattern")}",
            "range" => $"{target}between {string.Join(" and ", tolerance.ItemsOf("range").Select(PythonText.Str))}",
            "jsonpath" => $"{target}{tolerance.WordOf("path")} {Matches(tolerance)}",
            "probe" => $"probe '{tolerance.WordOf("name") ?? "unnamed"}' says so",
            _ => JsonText.Write(tolerance, indent: 0),
        };
    }

    private static string Matches(DataObject tolerance) =>
        tolerance["expect"] is { } expect ? $"is {JsonText.Write(expect, indent: 0)}"
        : tolerance["count"] is DataNumber count ? $"matches {count.Text} times"
        : "matches";

    /// <summary>The part of a probe's output that its tolerance looks at; null where it returned nothing.</summary>
    public static DataNode? Looked(ActivityRecord record) =>
        record.Output is not DataObject parts ? record.Output
        : record.Tolerance is DataObject tolerance && tolerance.WordOf("target") is { } target && parts[target] is { } part ? part
        : record.Tolerance is DataNumber or DataArray && parts["status"] is { } status ? status
        : parts;

    private static string Value(ActivityRecord record)
    {
        var looked = Looked(record);
        return looked is null ? "nothing"
            : ReferenceEquals(looked, record.Output) ? Short(looked)
            : record.Tolerance is DataObject tolerance ? $"'{tolerance.WordOf("target")}' {Short(looked)}"
            : $"status {Short(looked)}";
    }

    private static string Short(DataNode node) => JsonText.Write(node, indent: 0);

    private static bool HasStatus(ActivityRecord record) =>
        record.Output is DataObject output ? output.Has("status") : record.Provider.WordOf("type") is "http" or "process";
}
