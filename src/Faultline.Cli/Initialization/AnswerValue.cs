using Faultline.Abstractions.Data;

namespace Faultline.Cli.Initialization;

/// <summary>What a person typed, as a value of a type.</summary>
internal static class AnswerValue
{
    /// <summary>The value; null where the text is none of that type.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="type">string, integer, number, boolean, list, mapping, or anything else for whatever it looks like.</param>
    public static DataNode? Of(string text, string? type)
    {
        if (type == "string" || IsVariable(text))
        {
            return new DataString(text);
        }

        var value = Json(text);
        return type switch
        {
            "integer" => value is DataNumber { IsInteger: true } ? value : null,
            "number" => value as DataNumber,
            "boolean" => value as DataBoolean,
            "list" or "set" or "tuple" => value as DataArray,
            "mapping" => value as DataObject,
            _ => value ?? new DataString(text),
        };
    }

    /// <summary>How to type a value of a type.</summary>
    public static string Hint(string? type) =>
        type switch
        {
            "integer" => "Give a whole number, such as 3.",
            "number" => "Give a number, such as 1.5.",
            "boolean" => "Give true or false.",
            "list" or "set" or "tuple" => "Give a list in JSON, such as [\"a\", \"b\"].",
            "mapping" => "Give an object in JSON, such as {\"a\": 1}.",
            _ => "Give a value.",
        };

    // What a variable will be is known when the experiment is run.
    private static bool IsVariable(string text) => text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}');

    private static DataNode? Json(string text)
    {
        try
        {
            return JsonText.Parse(text is "True" or "False" ? text.ToLowerInvariant() : text);
        }
        catch (DataSyntaxException)
        {
            return null;
        }
    }
}
