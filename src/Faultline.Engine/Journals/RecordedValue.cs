using Faultline.Abstractions.Data;

namespace Faultline.Engine.Journals;

/// <summary>
/// Values as the log can hold and read back: JSON has no number for NaN and the infinities, which are recorded as texts, and
/// what nests deeper than a document may is recorded as the text of its JSON.
/// </summary>
internal static class RecordedValue
{
    // The log and the journal put up to six levels of their own around a value.
    private const int Deepest = JsonText.MaxDepth - 10;

    /// <summary>The value itself where it can be recorded as it is.</summary>
    public static DataNode Of(DataNode node) => IsRecordable(node, 0) ? node : Of(node, 0);

    private static bool IsRecordable(DataNode node, int depth) =>
        node switch
        {
            DataNumber number => number.Text is not ("NaN" or "Infinity" or "-Infinity"),
            DataArray list => depth < Deepest && list.Items.All(item => IsRecordable(item, depth + 1)),
            DataObject mapping => depth < Deepest && mapping.Members.All(member => IsRecordable(member.Value, depth + 1)),
            _ => true,
        };

    private static DataNode Of(DataNode node, int depth) =>
        node switch
        {
            DataNumber number when !IsRecordable(number, depth) => new DataString(number.Text, number.Position),
            DataArray or DataObject when depth >= Deepest => new DataString(JsonText.Write(node, indent: 0), node.Position),
            DataArray list => new DataArray([.. list.Items.Select(item => Of(item, depth + 1))], list.Position),
            DataObject mapping => new DataObject(
                mapping.Members.Select(member => member with { Value = Of(member.Value, depth + 1) }),
                mapping.Position
            ),
            _ => node,
        };
}
