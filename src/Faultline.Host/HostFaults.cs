using Faultline.Abstractions.Functions;

namespace Faultline.Host;

/// <summary>The faults of hosts, processes, containers and networks.</summary>
public static class HostFaults
{
    /// <summary>The full name of every fault.</summary>
    public static IReadOnlyList<string> AllNames => FunctionTables.FunctionCall.Names;

    /// <summary>The faults, as functions that make them.</summary>
    public static IFunctionSource[] Sources() => [FunctionTables.FunctionCall.Bind(call => call)];
}
