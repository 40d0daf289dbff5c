using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>What a replica set may ask for, and what it gets.</summary>
internal static class ReplicaSetRules
{
    /// <summary>The replica set with the defaults.</summary>
    /// <exception cref="KubernetesException">It makes no sense.</exception>
    public static DataObject Admit(DataObject set)
    {
        var template = set.At("spec", "template");
        var labels = template.TextsAt("metadata", "labels");
        var selector = set.At("spec", "selector");
        var hasSelector = selector.TextsAt("matchLabels").Count > 0 || selector.ItemsAt("matchExpressions").Count > 0;
        var problem =
            set.NumberAt("spec", "replicas") is < 0 ? "spec.replicas: Invalid value: must be greater than or equal to 0"
            : !hasSelector ? "spec.selector: Required value"
            : !LabelSelector.Of(selector).Matches(labels)
                ? "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`"
            : template.TextAt("spec", "restartPolicy") is { } policy && policy != "Always"
                ? $"spec.template.spec.restartPolicy: Unsupported value: \"{policy}\": supported values: \"Always\""
            : PodRules.Problem(template, "spec.template.spec");
        return problem is null
            ? set.PutDefault(1, "spec", "replicas").Put(1, "metadata", "generation").With("status", DataObject.Of(("replicas", 0)))
            : throw KubernetesException.Invalid(ResourceKinds.ReplicaSet, set.Name(), problem);
    }
}
