using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Which packets a fault is for: their direction, and the pods and addresses at the other end.</summary>
/// <param name="Direction">Which packets: 'to' for those that the pods send, 'from' for those that come, 'both'.</param>
/// <param name="ExternalTargets">Only packets to these addresses, networks or names. A list, or a string with commas.</param>
/// <param name="TargetMode">How many of the pods at the other end: one, all, fixed, fixed-percent or random-max-percent.</param>
/// <param name="TargetModeValue">For the last three modes: how many pods, or how many percent of them.</param>
/// <param name="TargetNamespacesSelectors">Namespaces of the pods at the other end; left out, the fault's own. A list, or a string with commas.</param>
/// <param name="TargetLabelSelectors">Labels of the pods at the other end. An object, or a string as 'app=web,tier=front'.</param>
/// <param name="TargetAnnotationsSelectors">Annotations of the pods at the other end. An object, or a string as 'app=web,tier=front'.</param>
[Arguments]
internal sealed record TargetPods(
    string Direction = "to",
    [Reads<NameList>] DataArray? ExternalTargets = null,
    string TargetMode = "one",
    [Reads<Amount>] string? TargetModeValue = null,
    [Reads<NameList>] DataArray? TargetNamespacesSelectors = null,
    [Reads<Pairs>] DataObject? TargetLabelSelectors = null,
    [Reads<Pairs>] DataObject? TargetAnnotationsSelectors = null
)
{
    public const string Prefix = "target_";

    public ChaosSelector Selector =>
        new(Prefix, TargetNamespacesSelectors, TargetLabelSelectors, TargetAnnotationsSelectors, TargetMode, TargetModeValue);
}
