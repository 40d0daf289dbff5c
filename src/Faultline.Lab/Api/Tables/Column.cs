using Faultline.Abstractions.Data;

namespace Faultline.Lab.Api.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its title.</param>
/// <param name="Cell">What it shows of an object.</param>
/// <param name="Type">string, integer, number, boolean or date.</param>
/// <param name="Priority">0 for those that are always shown, 1 for those of wide tables.</param>
/// <param name="Format">What kind of text it is, such as name.</param>
/// <param name="Description">What it means.</param>
internal sealed record Column(
    string Name,
    Func<DataObject, DataNode> Cell,
    string Type = "string",
    int Priority = 0,
    string Format = "",
    string Description = ""
);
