using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Hosting.Schemas;

/// <summary>The JSON Schemas (draft 2020-12) of the documents that users write.</summary>
public static class DocumentSchemas
{
    /// <summary>The kinds of documents.</summary>
    public static ImmutableArray<string> Kinds { get; } = ["experiment", "lab", "settings", "policy"];

    /// <summary>The schema of a kind of documents.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="functions">The functions whose arguments an experiment's schema knows.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static DataObject Of(string kind, FunctionCatalog functions) =>
        kind switch
        {
            "experiment" => ExperimentSchema.Of(functions),
            "lab" => LabSchema.Of(),
            "settings" => SettingsSchema.Of(),
            "policy" => PolicySchema.Of(),
            _ => throw new ArgumentException($"There is no schema of '{kind}'.", nameof(kind)),
        };
}
