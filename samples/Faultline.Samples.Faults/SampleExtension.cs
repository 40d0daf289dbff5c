using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Functions;
using Faultline.Samples.Faults;

[assembly: Extension(typeof(SampleExtension))]

namespace Faultline.Samples.Faults;

/// <summary>The faults of this sample as an extension: <c>faultline run --extension …/Faultline.Samples.Faults.dll</c>.</summary>
public sealed class SampleExtension : IExtension
{
    /// <inheritdoc/>
    public string Name => "sample faults";

    /// <inheritdoc/>
    public string Version => "1.0.0";

    /// <inheritdoc/>
    public IReadOnlyList<IFunctionSource> Functions => [SampleFaults.Source];
}
