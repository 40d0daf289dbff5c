using Microsoft.CodeAnalysis;

namespace Faultline.Generators;

/// <summary>What a method returns, as the output of its function.</summary>
internal static class OutputCode
{
    /// <summary>The word for the output, and the statement that answers it; null for a type that no function returns.</summary>
    /// <param name="returned">The method's return type.</param>
    /// <param name="call">The code that calls it.</param>
    public static (string Word, string Code)? Of(ITypeSymbol returned, string call)
    {
        var isTask = returned is INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace.Name: "Tasks" };
        var value = isTask ? ((INamedTypeSymbol)returned).TypeArguments.FirstOrDefault() : returned;
        if (value?.ToDisplayString(NullableFlowState.None) == Seam.Outcome)
        {
            return ("object", isTask ? $"return await {call};" : $"return {call};");
        }

        if (value is not null && value.AllInterfaces.Append(value).Any(one => one.ToDisplayString() == Seam.Fault))
        {
            return ("fault", $"return await call.Faults.InjectAsync({(isTask ? "await " : "")}{call}, call, stop);");
        }

        var wait = isTask ? "await " : "";
        if (value is null || value.SpecialType == SpecialType.System_Void)
        {
            return ("null", $"{wait}{call}; return global::{Seam.Namespace}.FunctionOutput.Nothing;");
        }

        return Word(value) is { } word ? (word, $"return global::{Seam.Namespace}.FunctionOutput.Of({wait}{call});") : null;
    }

    private static string? Word(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_String => "string",
            SpecialType.System_Int32 or SpecialType.System_Int64 => "integer",
            SpecialType.System_Double => "number",
            SpecialType.System_Boolean => "boolean",
            _ when ArgumentReader.IsTexts(type) => "list",
            _ => type.ToDisplayString(NullableFlowState.None) switch
            {
                Seam.Data + ".DataObject" => "mapping",
                Seam.Data + ".DataArray" => "list",
                Seam.Data + ".DataNode" => "object",
                Seam.Data + ".DataString" => "string",
                Seam.Data + ".DataBoolean" => "boolean",
                Seam.Data + ".DataNumber" => "number",
                _ => null,
            },
        };
}
