using System.Globalization;
using System.Text;
using Faultline.Abstractions.Functions;

namespace Faultline.Cli.Documentation;

/// <summary>The reference of all functions: a page of Markdown per module, and an index.</summary>
internal static class FunctionPages
{
    /// <summary>Names of files and what stands in them.</summary>
    public static IEnumerable<(string File, string Text)> Of(FunctionCatalog functions)
    {
        var modules = functions
            .All.Select(function => function.Signature)
            .GroupBy(signature => signature.Module, StringComparer.Ordinal)
            .ToList();
        yield return ("README.md", Index(modules));
        foreach (var module in modules)
        {
            yield return (module.Key + ".md", Page(module));
        }
    }

    private static string Index(IReadOnlyList<IGrouping<string, FunctionSignature>> modules)
    {
        var page = new StringBuilder("# Functions\n\nThe probes and actions that are built in, as `faultline functions` shows them.\n");
        foreach (var module in modules)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## [{module.Key}]({module.Key}.md)\n\n");
            foreach (var signature in module)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"- [{signature.Name}]({module.Key}.md#{signature.Name}): {Escaped(FunctionText.Sentences(signature))}\n"
                );
            }
        }

        return page.ToString();
    }

    private static string Page(IGrouping<string, FunctionSignature> module)
    {
        var page = new StringBuilder($"# {module.Key}\n");
        foreach (var signature in module)
        {
            Append(page, signature);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, FunctionSignature signature)
    {
        var culture = CultureInfo.InvariantCulture;
        page.Append(culture, $"\n## {signature.Name}\n\n{FunctionJson.Kind(signature)}: {Escaped(FunctionText.Sentences(signature))}\n");
        if (!signature.Parameters.IsEmpty)
        {
            page.Append("\n| argument | type | default | meaning |\n|---|---|---|---|\n");
            foreach (var parameter in signature.Parameters)
            {
                var byDefault = parameter.Default is null ? "required" : $"`{FunctionText.Default(parameter)}`";
                page.Append(culture, $"| `{parameter.Name}` | {Types(parameter)} | {byDefault} | {Escaped(parameter.Summary)} |\n");
            }
        }

        if (signature.IsFault)
        {
            page.Append(culture, $"\nFault: {FunctionText.FaultOptionsText} See [faults](../faults.md).\n");
        }

        page.Append(culture, $"\nOutput: {Escaped(FunctionText.Output(signature))}\n");
        foreach (var error in signature.Errors)
        {
            page.Append(culture, $"\nFails: {Escaped(error)}\n");
        }

        page.Append(culture, $"\n```yaml\n{FunctionExample.Of(signature)}```\n");
    }

    private static string Types(FunctionParameter parameter) =>
        parameter.Reading is { Choices.Length: > 0 } choices ? string.Join(", ", choices.Choices.Select(choice => $"`{choice}`"))
        : parameter.Reading is { Forms.Length: > 1 } forms ? string.Join(" or ", forms.Forms)
        : parameter.Type;

    // What would be a tag, a cell or an emphasis.
    private static string Escaped(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
