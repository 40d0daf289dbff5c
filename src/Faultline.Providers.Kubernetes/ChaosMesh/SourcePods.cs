using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>The pods that a fault is injected into.</summary>
/// <param name="NamespacesSelectors">Namespaces of the pods; left out, the fault's own. A list, or a string with commas.</param>
/// <param name="LabelSelectors">Labels of the pods. An object, or a string as 'app=web,tier=front'.</param>
/// <param name="AnnotationsSelectors">Annotations of the pods. An object, or a string as 'app=web,tier=front'.</param>
/// <param name="Mode">How many of the pods: one, all, fixed, fixed-percent or random-max-percent.</param>
/// <param name="ModeValue">For the last three modes: how many pods, or how many percent of them.</param>
/// <param name="All">Whether every pod of the namespace may be hit where no selector is given; without it that is refused.</param>
[Arguments]
internal sealed record SourcePods(
    [Reads<NameList>] DataArray? NamespacesSelectors = null,
    [Reads<Pairs>] DataObject? LabelSelectors = null,
    [Reads<Pairs>] DataObject? AnnotationsSelectors = null,
    string Mode = "one",
    [Reads<Amount>] string? ModeValue = null,
    bool All = false
)
{
    public ChaosSelector Selector => new("", NamespacesSelectors, LabelSelectors, AnnotationsSelectors, Mode, ModeValue);
}
