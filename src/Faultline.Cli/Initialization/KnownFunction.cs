using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Cli.Initialization;

/// <summary>A function that an experiment may call, ours or one of a discovery.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsProbe">Whether it is a probe rather than an action.</param>
/// <param name="Summary">What it does; may be empty.</param>
/// <param name="Parameters">What it takes.</param>
internal sealed record KnownFunction(string Module, string Name, bool IsProbe, string Summary, ImmutableArray<KnownParameter> Parameters)
{
    public string FullName => Module + "." + Name;

    public static KnownFunction Of(FunctionSignature signature) =>
        new(
            signature.Module,
            signature.Name,
            signature.Kind == ActivityKind.Probe,
            signature.Summary,
            [.. signature.Parameters.Select(p => new KnownParameter(p.Name, p.Type, p.Default, p.Summary))]
        );

    /// <summary>The functions of a discovery file.</summary>
    public static IEnumerable<KnownFunction> In(DataObject discovery) =>
        from activity in (discovery["activities"] as DataArray)?.Items.OfType<DataObject>() ?? []
        where activity.Text("mod") is not null && activity.Text("name") is not null
        select new KnownFunction(
            activity.Text("mod")!,
            activity.Text("name")!,
            activity.Text("type") == "probe",
            (activity.Text("doc") ?? "").Trim().Split('\n')[0],
            [
                .. from argument in (activity["arguments"] as DataArray)?.Items.OfType<DataObject>() ?? []
                where argument.Text("name") is not (null or "secrets" or "configuration")
                select new KnownParameter(argument.Text("name")!, argument.Text("type"), argument["default"], ""),
            ]
        );
}

/// <summary>One argument of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes; null where nobody says.</param>
/// <param name="Default">The value when it is left out; null where it must be given.</param>
/// <param name="Summary">What it means; may be empty.</param>
internal sealed record KnownParameter(string Name, string? Type, DataNode? Default, string Summary);
