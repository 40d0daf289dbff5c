using Microsoft.CodeAnalysis;

namespace Faultline.Generators;

/// <summary>What can be wrong with a method that is to be a function.</summary>
internal static class Rules
{
    public static DiagnosticDescriptor MissingDocumentation { get; } =
        Rule("FL0001", "What users read is missing", "{0} has no documentation: add {1}");

    public static DiagnosticDescriptor UnsupportedType { get; } =
        Rule("FL0002", "No argument is of this type", "'{0}' is a {1}, which no argument can be: {2}");

    public static DiagnosticDescriptor DuplicateName { get; } = Rule("FL0003", "A name is taken", "there are two {0} called '{1}'");

    public static DiagnosticDescriptor NotCallable { get; } =
        Rule("FL0004", "A function can't be called", "'{0}' can't be a function: {1}");

    public static DiagnosticDescriptor NoCheck { get; } =
        Rule(
            "FL0005",
            "A check is not there",
            "'{0}' has no static method '{1}(KnownArguments)' that returns the problems it finds: write it, or correct the name"
        );

    public static DiagnosticDescriptor NoSuchArgument { get; } =
        Rule("FL0006", "An argument is not there", "'{0}' has no argument '{1}' that an alias could be without");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Faultline.Functions", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
