using System.Globalization;
using System.Text;
using Faultline.Abstractions.Functions;

namespace Faultline.Cli.Documentation;

/// <summary>An activity that calls a function, to be copied.</summary>
internal static class FunctionExample
{
    /// <summary>The activity as YAML, with the arguments that must be given.</summary>
    public static string Of(FunctionSignature signature)
    {
        var yaml = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        yaml.Append(culture, $"type: {FunctionJson.Kind(signature)}\n");
        yaml.Append(culture, $"name: {signature.Name.Replace('_', '-')}\n");
        yaml.Append("provider:\n");
        yaml.Append(
            signature.IsFault
                ? $"  type: native\n  func: {signature.FullName}\n"
                : $"  type: python\n  module: {signature.Module}\n  func: {signature.Name}\n"
        );
        var required = signature.Parameters.Where(parameter => parameter.IsRequired).ToList();
        if (required.Count > 0)
        {
            yaml.Append("  arguments:\n");
            foreach (var parameter in required)
            {
                yaml.Append(culture, $"    {parameter.Name}: {Value(parameter)}\n");
            }
        }

        if (signature.IsFault)
        {
            yaml.Append("  duration: 30\n");
        }

        return yaml.ToString();
    }

    private static string Value(FunctionParameter parameter) =>
        parameter.Reading is { Choices.Length: > 0 } reading
            ? reading.Choices[0]
            : parameter.Type switch
            {
                "integer" or "number" => "1",
                "boolean" => "true",
                "list" => "[]",
                "mapping" or "object" => "{}",
                _ => "…",
            };
}
