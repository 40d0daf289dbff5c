using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Cpu;

/// <summary>Faults of processors.</summary>
internal static class CpuFaults
{
    /// <summary>Keeps processors busy, on top of what they do already.</summary>
    /// <remarks>
    /// A process of its own does it, which ends with the run in any case. In a container or control group it works inside of the group, and
    /// counts there.
    /// </remarks>
    /// <param name="cores">How many processors.</param>
    /// <param name="allCores">Whether all of them, in place of 'cores'; in a group that has less than all of them, as many as it has, rounded up.</param>
    /// <param name="percent">The share of each of them to take, in per cent, above 0 and up to 100.</param>
    [Action("cpu")]
    public static IFault Burn(int cores = 1, bool allCores = false, double percent = 100) =>
        new ProcessorBurn(cores, allCores, percent, Linux.Roles.OwnRole.OfThisProgram());
}
