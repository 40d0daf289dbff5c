using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Cli.Rendering;

namespace Faultline.Cli.Documentation;

/// <summary>A signature for a reader at a terminal.</summary>
internal static class FunctionText
{
    public static string Of(FunctionSignature signature)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"{signature.FullName} ({FunctionJson.Kind(signature)})\n");
        text.WriteLine(Sentences(signature));
        if (!signature.Parameters.IsEmpty)
        {
            text.WriteLine();
            TextTable.Write(text, ["ARGUMENT", "TYPE", "DEFAULT", "MEANING"], [.. signature.Parameters.Select(Row)]);
        }

        text.WriteLine($"\nOutput: {Output(signature)}");
        if (signature.IsFault)
        {
            text.WriteLine($"Fault: {FaultOptionsText}");
        }

        foreach (var error in signature.Errors)
        {
            text.WriteLine($"Fails: {error}");
        }

        text.Write($"\n{FunctionExample.Of(signature)}");
        return text.ToString();
    }

    /// <summary>What an activity says of a fault besides its arguments.</summary>
    public const string FaultOptionsText =
        "beside 'arguments' stand 'target' (where), 'duration' (seconds) or 'until' (method, hypothesis, rollbacks), and 'seed'; it is undone by itself.";

    /// <summary>What it does, in sentences.</summary>
    public static string Sentences(FunctionSignature signature) =>
        string.Join(
            ' ',
            new[] { signature.Summary, signature.Remarks, signature.Instead is { } instead ? $"Deprecated: use {instead}." : "" }.Where(
                one => one.Length > 0
            )
        );

    /// <summary>What it answers, in words.</summary>
    public static string Output(FunctionSignature signature)
    {
        var word = signature.ReturnType switch
        {
            "null" => "none.",
            "object" => "a value.",
            "integer" => "an integer.",
            "boolean" => "true or false.",
            "mapping" => "an object.",
            "fault" => "what was done to what, and how that was seen.",
            var type => $"a {type}.",
        };
        return signature.Returns.Length == 0 ? word : $"{word} {signature.Returns}";
    }

    /// <summary>The default as a reader writes it.</summary>
    public static string Default(FunctionParameter parameter) =>
        parameter.Default switch
        {
            null => "required",
            DataNull => "-",
            var value => value.ToString(),
        };

    private static string[] Row(FunctionParameter parameter) => [parameter.Name, parameter.Type, Default(parameter), parameter.Summary];
}
