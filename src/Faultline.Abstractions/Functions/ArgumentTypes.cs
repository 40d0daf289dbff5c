using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Functions;

/// <summary>The types of arguments that parameters have by their own types.</summary>
public static class ArgumentTypes
{
    /// <summary>A text.</summary>
    public static ArgumentType<string> Text { get; } = new Simple<string>("string", "a string", ReadText);

    /// <summary>A whole number.</summary>
    public static ArgumentType<long> WholeNumber { get; } = new Simple<long>("integer", "an integer", ReadInteger);

    /// <summary>A whole number of at most 32 bits.</summary>
    public static ArgumentType<int> SmallWholeNumber { get; } =
        new Simple<int>("integer", "an integer from -2147483648 to 2147483647", ReadSmallInteger);

    /// <summary>A number.</summary>
    public static ArgumentType<double> Number { get; } = new Simple<double>("number", "a number", ReadNumber);

    /// <summary>True or false.</summary>
    public static ArgumentType<bool> Flag { get; } = new Simple<bool>("boolean", "true or false", ReadFlag);

    /// <summary>A length of time in seconds, not below 0.</summary>
    public static ArgumentType<TimeSpan> Seconds { get; } = new Simple<TimeSpan>("number", "a number of seconds, 0 or more", ReadSeconds);

    /// <summary>An object.</summary>
    public static ArgumentType<DataObject> Mapping { get; } = new Simple<DataObject>("mapping", "an object", ReadNode);

    /// <summary>A list.</summary>
    public static ArgumentType<DataArray> List { get; } = new Simple<DataArray>("list", "a list", ReadNode);

    /// <summary>A list of texts.</summary>
    public static ArgumentType<ImmutableArray<string>> Texts { get; } =
        new Simple<ImmutableArray<string>>("list", "a list of strings", ReadTexts);

    /// <summary>A value of any kind.</summary>
    public static ArgumentType<DataNode> Any { get; } = new Simple<DataNode>("object", "a value", ReadNode);

    private delegate bool Reader<T>(DataNode node, [MaybeNullWhen(false)] out T value);

    private static bool ReadNode<T>(DataNode node, [MaybeNullWhen(false)] out T value)
        where T : DataNode
    {
        value = node as T;
        return value is not null;
    }

    private static bool ReadText(DataNode node, [MaybeNullWhen(false)] out string value)
    {
        value = (node as DataString)?.Value;
        return value is not null;
    }

    private static bool ReadInteger(DataNode node, out long value)
    {
        value = 0;
        return node is DataNumber { IsInteger: true } number && long.TryParse(number.Text, CultureInfo.InvariantCulture, out value);
    }

    private static bool ReadSmallInteger(DataNode node, out int value)
    {
        var fits = ReadInteger(node, out var number) && number is >= int.MinValue and <= int.MaxValue;
        value = fits ? (int)number : 0;
        return fits;
    }

    private static bool ReadNumber(DataNode node, out double value)
    {
        value = node is DataNumber number ? number.ToDouble() : 0;
        return node is DataNumber;
    }

    private static bool ReadFlag(DataNode node, out bool value)
    {
        value = node is DataBoolean { Value: true };
        return node is DataBoolean;
    }

    private static bool ReadSeconds(DataNode node, out TimeSpan value)
    {
        var fits = ReadNumber(node, out var seconds) && seconds >= 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2;
        value = fits ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return fits;
    }

    private static bool ReadTexts(DataNode node, out ImmutableArray<string> value)
    {
        var fits = node is DataArray list && list.Items.All(item => item is DataString);
        value = fits ? [.. ((DataArray)node).Items.Cast<DataString>().Select(item => item.Value)] : [];
        return fits;
    }

    private sealed class Simple<T>(string name, string expected, Reader<T> read) : ArgumentType<T>
    {
        public override string Name => name;

        public override string Expected => expected;

        public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out T value) => read(node, out value);
    }
}
