using Faultline.Abstractions.Functions;
using Faultline.Host.Diagnosis;

namespace Faultline.Host;

/// <summary>The faults of hosts, processes, containers and networks.</summary>
public static class HostFaults
{
    /// <summary>The full name of every fault.</summary>
    public static IReadOnlyList<string> AllNames => FunctionTables.FunctionCall.Names;

    /// <summary>What the faults are made by, and whether this machine has it.</summary>
    public static IReadOnlyList<IMechanism> Mechanisms =>
        [.. Networks.Drops.DropMechanisms.OfThisHost.All, .. Networks.Delay.DelayMechanisms.OfThisHost.All, .. HostMechanisms.All];

    /// <summary>The faults, as functions that make them.</summary>
    public static IFunctionSource[] Sources() => [FunctionTables.FunctionCall.Bind(call => call)];
}
