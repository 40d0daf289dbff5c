using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Samples.Faults;

/// <summary>The faults of this sample.</summary>
public static class SampleFaults
{
    /// <summary>The faults, as functions that make them.</summary>
    public static IFunctionSource Source { get; } = FunctionTables.FunctionCall.Bind(call => call);

    /// <summary>Makes a file older than it is, as a cache or a certificate that nobody has renewed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="by">By how many seconds.</param>
    [Action("sample.file")]
    internal static IFault Age(string path, TimeSpan by) => new FileAge(path, by);
}
