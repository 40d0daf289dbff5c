namespace Faultline.Generators;

/// <summary>The names of the types that functions are made of.</summary>
internal static class Seam
{
    public const string Namespace = "Faultline.Abstractions.Functions";

    public const string Probe = Namespace + ".ProbeAttribute";

    public const string Action = Namespace + ".ActionAttribute";

    public const string Alias = Namespace + ".AliasAttribute";

    public const string Arguments = Namespace + ".ArgumentsAttribute";

    public const string Reads = "ReadsAttribute";

    public const string Context = Namespace + ".IFunctionContext";

    public const string Call = Namespace + ".FunctionCall";

    public const string Known = Namespace + ".KnownArguments";

    public const string Outcome = "Faultline.Abstractions.Activities.ActivityOutcome";

    public const string Fault = "Faultline.Abstractions.Faults.IFault";

    public const string Kind = "Faultline.Abstractions.Activities.ActivityKind";

    public const string Data = "Faultline.Abstractions.Data";

    public const string Stop = "System.Threading.CancellationToken";
}
