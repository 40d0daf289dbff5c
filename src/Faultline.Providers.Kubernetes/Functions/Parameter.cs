using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>One argument of a function: declared once, for signature, check and call.</summary>
internal abstract class Parameter(FunctionParameter declaration)
{
    public FunctionParameter Declaration { get; } = declaration;

    /// <summary>Whether a call without it is wrong.</summary>
    public bool IsRequired => Declaration.Default is null;

    /// <summary>What is wrong with a value, and what to do; null where it fits. A null fits: it counts as left out.</summary>
    public abstract (string Message, string Remedy)? Problem(DataNode value);

    /// <summary>A text; required unless it has a default.</summary>
    public static Parameter<string> Text(string name, string summary, string? byDefault = null) =>
        new(
            new FunctionParameter(name, "string", byDefault is null ? null : new DataString(byDefault), summary),
            "a string",
            ReadText,
            byDefault!
        );

    /// <summary>A text that may be left out.</summary>
    public static Parameter<string?> OptionalText(string name, string summary) =>
        new(new FunctionParameter(name, "string", DataNull.Instance, summary), "a string", ReadText, null);

    /// <summary>A whole number.</summary>
    public static Parameter<long> Integer(string name, long byDefault, string summary) =>
        new(new FunctionParameter(name, "integer", byDefault, summary), "an integer", ReadInteger, byDefault);

    /// <summary>A whole number that must be given.</summary>
    public static Parameter<long> RequiredInteger(string name, string summary) =>
        new(new FunctionParameter(name, "integer", null, summary), "an integer", ReadInteger, 0);

    /// <summary>A whole number that may be left out.</summary>
    public static Parameter<long?> OptionalInteger(string name, string summary) =>
        new(new FunctionParameter(name, "integer", DataNull.Instance, summary), "an integer", ReadOptionalInteger, null);

    /// <summary>True or false.</summary>
    public static Parameter<bool> Flag(string name, bool byDefault, string summary) =>
        new(new FunctionParameter(name, "boolean", byDefault, summary), "true or false", ReadFlag, byDefault);

    /// <summary>An object; required unless it may be left out.</summary>
    public static Parameter<DataObject?> Mapping(string name, string summary, bool isRequired = false) =>
        new(new FunctionParameter(name, "mapping", isRequired ? null : DataNull.Instance, summary), "an object", ReadMapping, null);

    /// <summary>A list that must be given.</summary>
    public static Parameter<DataArray> RequiredList(string name, string summary) =>
        new(new FunctionParameter(name, "list", null, summary), "a list", ReadList, DataArray.Empty);

    /// <summary>A value of any kind that may be left out.</summary>
    public static Parameter<DataNode?> Any(string name, string summary) =>
        new(new FunctionParameter(name, "object", DataNull.Instance, summary), "a value", ReadAny, null);

    private static bool ReadMapping(DataNode node, [NotNullWhen(true)] out DataObject? value)
    {
        value = node as DataObject;
        return value is not null;
    }

    private static bool ReadList(DataNode node, [NotNullWhen(true)] out DataArray? value)
    {
        value = node as DataArray;
        return value is not null;
    }

    private static bool ReadAny(DataNode node, [NotNullWhen(true)] out DataNode? value)
    {
        value = node;
        return true;
    }

    private static bool ReadOptionalInteger(DataNode node, [NotNullWhen(true)] out long? value)
    {
        var isInteger = ReadInteger(node, out var number);
        value = isInteger ? number : null;
        return isInteger;
    }

    private static bool ReadText(DataNode node, [NotNullWhen(true)] out string? value)
    {
        value = (node as DataString)?.Value;
        return value is not null;
    }

    private static bool ReadInteger(DataNode node, out long value)
    {
        value = 0;
        return node is DataNumber { IsInteger: true } number
            && long.TryParse(number.Text, System.Globalization.CultureInfo.InvariantCulture, out value);
    }

    private static bool ReadFlag(DataNode node, out bool value)
    {
        value = node is DataBoolean { Value: true };
        return node is DataBoolean;
    }
}

/// <summary>Reads a value of one type; false where the node holds none.</summary>
internal delegate bool ValueReader<T>(DataNode node, [NotNullWhen(true)] out T? value);

/// <summary>An argument whose value is a <typeparamref name="T"/>.</summary>
/// <param name="declaration">Its entry in the signature.</param>
/// <param name="expected">What a value should be, for messages.</param>
/// <param name="read">Reads a value.</param>
/// <param name="byDefault">The value when it is left out.</param>
internal sealed class Parameter<T>(FunctionParameter declaration, string expected, ValueReader<T> read, T byDefault)
    : Parameter(declaration)
{
    /// <summary>The value that the arguments give, which has no <see cref="Problem"/>, or the default.</summary>
    public T Bind(DataObject arguments) =>
        arguments[Declaration.Name] is { } node and not DataNull && read(node, out var value) ? value : byDefault;

    public override (string Message, string Remedy)? Problem(DataNode value)
    {
        if (value is DataNull || read(value, out _))
        {
            return null;
        }

        var remedy =
            value is DataString && Declaration.Type is "integer" or "boolean"
                ? "write it without quotes; for a variable from the environment, give the variable an env_var_type"
                : $"give {expected}";
        return ($"the argument '{Declaration.Name}' should be {expected}, but is {value.Kind}: {value}", remedy);
    }
}
