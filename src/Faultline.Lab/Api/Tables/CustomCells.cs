using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Custom;

namespace Faultline.Lab.Api.Tables;

/// <summary>The columns that a custom resource definition asks for.</summary>
internal static class CustomCells
{
    /// <summary>The column as tables have it.</summary>
    public static Column ColumnOf(CustomColumn column, TimeProvider time)
    {
        var path = JsonPath.Parse(column.JsonPath);
        return new Column(
            column.Name,
            node => Cell(path.Select(node), column.Type, time),
            column.Type,
            column.Priority,
            column.Format,
            column.Description
        );
    }

    private static DataNode Cell(IReadOnlyList<DataNode> found, string type, TimeProvider time) =>
        (type, found) switch
        {
            (_, []) => DataNull.Instance,
            ("date", [DataString text, ..]) => Cells.Ago(text.Value, time.GetUtcNow()),
            ("integer" or "number", [DataNumber number, ..]) => number,
            ("boolean", [DataBoolean boolean, ..]) => boolean,
            ("string", _) => string.Join(',', found.Select(one => one is DataString text ? text.Value : one.ToString())),
            _ => DataNull.Instance,
        };
}
