namespace Faultline.Lab.Objects.Custom;

/// <summary>A column of a table of custom objects.</summary>
internal sealed record CustomColumn(string Name, string Type, string Format, string Description, int Priority, string JsonPath);
