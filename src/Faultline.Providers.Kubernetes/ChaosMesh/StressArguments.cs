using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What all stress has in common.</summary>
/// <param name="Direction">Has no effect on stress.</param>
/// <param name="Duration">How long it lasts, such as '30s'.</param>
/// <param name="ContainerNames">The containers of the pods; left out, the first of each. A list, or a string with commas.</param>
/// <param name="StressngStressors">Arguments of stress-ng instead of the rest.</param>
[Arguments]
internal sealed record StressArguments(
    string Direction = "to",
    string Duration = "30s",
    [Reads<NameList>] DataArray? ContainerNames = null,
    string? StressngStressors = null
);
