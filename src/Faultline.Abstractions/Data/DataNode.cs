using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Faultline.Abstractions.Data;

/// <summary>
/// A value of a document, an output or an event: an immutable tree that keeps number text, key order and, where it was read
/// from a text, positions. The family is closed: object, array, string, number, boolean, null.
/// </summary>
public abstract class DataNode
{
    private protected DataNode(SourcePosition? position) => Position = position;

    /// <summary>Where the value begins in the text it was read from; null for values made by a program.</summary>
    public SourcePosition? Position { get; }

    /// <summary>The word for this kind of value in messages: "an object", "a string", ….</summary>
    public abstract string Kind { get; }

    /// <summary>The value as compact JSON text.</summary>
    public override string ToString() => JsonText.Write(this, indent: 0);

    /// <summary>A string value.</summary>
    public static implicit operator DataNode(string value) => new DataString(value);

    /// <summary>A boolean value.</summary>
    public static implicit operator DataNode(bool value) => value ? DataBoolean.True : DataBoolean.False;

    /// <summary>An integer value.</summary>
    public static implicit operator DataNode(long value) => DataNumber.From(value);

    /// <summary>A float value.</summary>
    public static implicit operator DataNode(double value) => DataNumber.From(value);
}

/// <summary>A text.</summary>
public sealed class DataString(string value, SourcePosition? position = null) : DataNode(position)
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override string Kind => "a string";
}

/// <summary>True or false.</summary>
public sealed class DataBoolean(bool value, SourcePosition? position = null) : DataNode(position)
{
    /// <summary>The value true, without a position.</summary>
    public static DataBoolean True { get; } = new(true);

    /// <summary>The value false, without a position.</summary>
    public static DataBoolean False { get; } = new(false);

    /// <summary>The value.</summary>
    public bool Value { get; } = value;

    /// <inheritdoc/>
    public override string Kind => "a boolean";
}

/// <summary>The null value.</summary>
public sealed class DataNull(SourcePosition? position = null) : DataNode(position)
{
    /// <summary>Null, without a position.</summary>
    public static DataNull Instance { get; } = new();

    /// <inheritdoc/>
    public override string Kind => "null";
}

/// <summary>
/// A number as it was written. An integer is a number whose text has neither point nor exponent (Python's distinction between
/// int and float, which decides how it is compared and spelled); integers have no size limit.
/// </summary>
public sealed class DataNumber(string text, SourcePosition? position = null) : DataNode(position)
{
    /// <summary>The JSON text of the number, or NaN, Infinity, -Infinity.</summary>
    public string Text { get; } = text;

    /// <summary>Whether Python would read this number as an int.</summary>
    public bool IsInteger { get; } = text.AsSpan().IndexOfAny(".eENI") < 0;

    /// <inheritdoc/>
    public override string Kind => IsInteger ? "an integer" : "a number";

    /// <summary>The nearest double.</summary>
    public double ToDouble() =>
        Text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

    /// <summary>The integer, where the number is one.</summary>
    /// <exception cref="FormatException">The number is not an integer.</exception>
    public BigInteger ToBigInteger() => BigInteger.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>An integer.</summary>
    public static DataNumber From(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A float, spelled as Python spells it (<c>1.0</c>, <c>2.8e-05</c>).</summary>
    public static DataNumber From(double value) =>
        new(
            double.IsNaN(value) ? "NaN"
            : double.IsPositiveInfinity(value) ? "Infinity"
            : double.IsNegativeInfinity(value) ? "-Infinity"
            : PythonText.SpellFloat(value)
        );
}

/// <summary>A sequence of values.</summary>
public sealed class DataArray(ImmutableArray<DataNode> items, SourcePosition? position = null) : DataNode(position)
{
    /// <summary>The empty array, without a position.</summary>
    public static DataArray Empty { get; } = new([]);

    /// <summary>The values, in order.</summary>
    public ImmutableArray<DataNode> Items { get; } = items;

    /// <inheritdoc/>
    public override string Kind => "a list";

    /// <summary>An array of the given values.</summary>
    public static DataArray Of(IEnumerable<DataNode> items) => new([.. items]);
}
