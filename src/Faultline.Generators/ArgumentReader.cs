using Microsoft.CodeAnalysis;

namespace Faultline.Generators;

/// <summary>Reads parameters as arguments.</summary>
internal sealed class ArgumentReader(List<Problem> problems, CancellationToken stop)
{
    private const string Types = "global::" + Seam.Namespace + ".ArgumentTypes.";

    private const string Supported =
        "use string, long, int, double, bool, TimeSpan, DataNode, DataObject, DataArray, ImmutableArray<string> or an enum, each also nullable, "
        + "a record with [Arguments], or [Reads<T>]";

    /// <summary>The argument that a parameter is; null, and a problem more, where it can't be one.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="documentation">What its method, or its record, is documented with.</param>
    public Argument? Read(IParameterSymbol parameter, Documentation documentation)
    {
        var type = Unwrapped(parameter.Type);
        var isNullable =
            parameter.NullableAnnotation == NullableAnnotation.Annotated
            || parameter.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        var reader = parameter
            .GetAttributes()
            .FirstOrDefault(attribute =>
                attribute.AttributeClass is { Name: Seam.Reads } found && found.ContainingNamespace.ToDisplayString() == Seam.Namespace
            )
            ?.AttributeClass?.TypeArguments[0];
        var own = reader is not null ? $"new {Code(reader)}()" : Choices(type);
        var reading = own is null ? Shared(type) : "{1}";
        if (reading is null || parameter.RefKind != RefKind.None)
        {
            problems.Add(new(Rules.UnsupportedType, parameter, parameter.Name, parameter.Type.ToDisplayString(), Supported));
            return null;
        }

        var summary = documentation.Parameter(parameter.Name);
        summary = summary.Length == 0 && reader is not null ? Documentation.Of(reader, stop).Summary : summary;
        if (summary.Length == 0)
        {
            problems.Add(
                new(
                    Rules.MissingDocumentation,
                    parameter,
                    $"the argument '{parameter.Name}'",
                    $"a <param name=\"{parameter.Name}\"> in a sentence"
                )
            );
        }

        var name = Spelling.Snake(parameter.Name);
        var byDefault = parameter.HasExplicitDefaultValue ? Default(parameter.ExplicitDefaultValue, type, isNullable) : "null";
        var fallback =
            !parameter.HasExplicitDefaultValue ? (isNullable ? $"default({Code(parameter.Type)})" : "default!")
            : parameter.ExplicitDefaultValue is null ? (IsTexts(type) && !isNullable ? "[]" : $"default({Code(parameter.Type)})")
            : Value(parameter.ExplicitDefaultValue, type);
        var allowsNull = isNullable && !parameter.HasExplicitDefaultValue ? "true" : "false";
        return new(
            name,
            $"global::{Seam.Namespace}.FunctionParameter.Of({Spelling.Literal(name)}, {reading}, {byDefault}, {Spelling.Literal(summary)}, {allowsNull})",
            $"{reading}.IsGiven(arguments, {Spelling.Literal(name)}, out var v{{0}}) ? v{{0}} : {fallback}",
            own
        );
    }

    /// <summary>A type as generated code names it.</summary>
    public static string Code(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static ITypeSymbol Unwrapped(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;

    private static string? Shared(ITypeSymbol type)
    {
        var word = type.SpecialType switch
        {
            SpecialType.System_String => "Text",
            SpecialType.System_Int64 => "WholeNumber",
            SpecialType.System_Int32 => "SmallWholeNumber",
            SpecialType.System_Double => "Number",
            SpecialType.System_Boolean => "Flag",
            _ when IsTexts(type) => "Texts",
            _ => type.ToDisplayString(NullableFlowState.None) switch
            {
                "System.TimeSpan" => "Seconds",
                Seam.Data + ".DataObject" => "Mapping",
                Seam.Data + ".DataArray" => "List",
                Seam.Data + ".DataNode" => "Any",
                _ => null,
            },
        };
        return word is null ? null : Types + word;
    }

    /// <summary>Whether the type is an immutable array of strings.</summary>
    public static bool IsTexts(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "ImmutableArray", TypeArguments.Length: 1 } list
        && list.TypeArguments[0].SpecialType == SpecialType.System_String;

    private static string? Choices(ITypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Enum)
        {
            return null;
        }

        var values = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);
        return $"new global::{Seam.Namespace}.ChoiceType<{Code(type)}>("
            + string.Join(", ", values.Select(field => $"({Spelling.Literal(Spelling.Snake(field.Name))}, {Code(type)}.{field.Name})"))
            + ")";
    }

    // The default as the catalogue shows it.
    private static string Default(object? value, ITypeSymbol type, bool isNullable) =>
        value switch
        {
            null when isNullable || type.IsReferenceType => $"global::{Seam.Data}.DataNull.Instance",
            null when IsTexts(type) => $"global::{Seam.Data}.DataArray.Empty",
            null => $"global::{Seam.Data}.DataNumber.From(0L)",
            _ when type.TypeKind == TypeKind.Enum => $"new global::{Seam.Data}.DataString({Spelling.Literal(Word(value, type))})",
            string text => $"new global::{Seam.Data}.DataString({Spelling.Literal(text)})",
            bool flag => $"global::{Seam.Data}.DataBoolean.{(flag ? "True" : "False")}",
            double number => $"global::{Seam.Data}.DataNumber.From({Spelling.Literal(number)})",
            _ => $"global::{Seam.Data}.DataNumber.From({Spelling.Literal(Convert.ToInt64(value, null))})",
        };

    // The default as code takes it.
    private static string Value(object value, ITypeSymbol type) =>
        value switch
        {
            _ when type.TypeKind == TypeKind.Enum => $"{Code(type)}.{Field(value, type)?.Name}",
            string text => Spelling.Literal(text),
            bool flag => flag ? "true" : "false",
            double number => Spelling.Literal(number),
            int number => Spelling.Literal((long)number).TrimEnd('L'),
            _ => Spelling.Literal(Convert.ToInt64(value, null)),
        };

    private static string Word(object value, ITypeSymbol type) => Spelling.Snake(Field(value, type)?.Name ?? "");

    private static IFieldSymbol? Field(object value, ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value));
}
