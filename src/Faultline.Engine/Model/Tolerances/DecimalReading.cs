namespace Faultline.Engine.Model.Tolerances;

/// <summary>What became of a value that should be a number, for a range.</summary>
internal sealed record DecimalReading
{
    /// <summary>A text that spells no number: no range holds it.</summary>
    public static DecimalReading NotANumber { get; } = new();

    /// <summary>The number, or null where the value has none.</summary>
    public ExactDecimal? Value { get; private init; }

    /// <summary>Why a value of this kind can't be converted at all, as Python says it; null where it can.</summary>
    public string? Refusal { get; private init; }

    public static DecimalReading Of(ExactDecimal value) => new() { Value = value };

    public static DecimalReading Refused(string reason) => new() { Refusal = reason };
}
