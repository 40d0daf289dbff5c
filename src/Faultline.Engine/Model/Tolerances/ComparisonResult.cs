namespace Faultline.Engine.Model.Tolerances;

/// <summary>Whether an order holds between two values, or why they have none.</summary>
/// <param name="Holds">Whether it holds; false where the values can't be compared.</param>
/// <param name="NotComparable">Python's reason why the values can't be compared; null where they can.</param>
internal readonly record struct ComparisonResult(bool Holds, string? NotComparable = null);
