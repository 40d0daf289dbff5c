using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Custom;

namespace Faultline.Lab.Objects.Rules;

/// <summary>What a cluster refuses, kind by kind.</summary>
internal static partial class ObjectRules
{
    /// <summary>Refuses an object that makes no sense.</summary>
    /// <exception cref="KubernetesException">It makes none; every reason is named.</exception>
    public static void Require(ResourceKind kind, DataObject node)
    {
        var causes = MetadataRules.Problems(kind, node).Concat(Content(kind, node)).ToList();
        if (causes.Count > 0)
        {
            throw KubernetesException.Invalid(kind, node.Name(), causes);
        }
    }

    private static IEnumerable<Cause> Content(ResourceKind kind, DataObject node) =>
        kind.Custom is { } custom ? CustomValidation.Check(node, custom.In(kind.ApiVersion).Json)
        : kind == ResourceKinds.Pod ? PodTemplateRules.Problems(node.At("spec"), "spec")
        : kind == ResourceKinds.Deployment ? Workload(node).Concat(Strategy(node, "strategy", "Recreate", "RollingUpdate"))
        : kind == ResourceKinds.ReplicaSet ? Workload(node)
        : kind == ResourceKinds.StatefulSet || kind == ResourceKinds.DaemonSet
            ? Workload(node).Concat(Strategy(node, "updateStrategy", "OnDelete", "RollingUpdate"))
        : kind == ResourceKinds.PodDisruptionBudget ? Budget(node)
        : kind == ResourceKinds.ConfigMap || kind == ResourceKinds.Secret ? Data(node)
        : kind == ResourceKinds.CustomResourceDefinition ? DefinitionRules.Problems(node)
        : kind == ResourceKinds.Event ? Event(node)
        : kind == ResourceKinds.Service ? PortNames(node)
        : kind == ResourceKinds.RoleBinding || kind == ResourceKinds.ClusterRoleBinding ? RoleRef(node)
        : kind == ResourceKinds.EndpointSlice ? AddressType(node)
        : [];

    private static IEnumerable<Cause> Workload(DataObject node)
    {
        var selector = node.At("spec", "selector");
        var template = node.At("spec", "template");
        var isEmpty = selector.TextsAt("matchLabels").Count == 0 && selector.ItemsAt("matchExpressions").Count == 0;
        foreach (var field in (string[])["replicas", "minReadySeconds", "revisionHistoryLimit"])
        {
            if (node.NumberAt("spec", field) is < 0)
            {
                yield return Cause.Invalid($"spec.{field}", node.At("spec", field), "must be greater than or equal to 0");
            }
        }

        if (selector is null)
        {
            yield return Cause.Required("spec.selector");
        }
        else if (isEmpty)
        {
            yield return Cause.Invalid("spec.selector", selector, "empty selector is invalid for deployment");
        }

        foreach (var problem in Selector(selector, "spec.selector"))
        {
            yield return problem;
        }

        var labels = template.At("metadata", "labels");
        if (!isEmpty && !LabelSelector.Of(selector).Matches(labels.TextsAt()))
        {
            yield return Cause.Invalid(
                "spec.template.metadata.labels",
                labels ?? DataObject.Empty,
                "`selector` does not match template `labels`"
            );
        }

        var claims = node.ItemsAt("spec", "volumeClaimTemplates").Select(claim => claim.TextAt("metadata", "name") ?? "");
        foreach (
            var problem in MetadataRules
                .Labels(labels, "spec.template.labels")
                .Concat(PodTemplateRules.Problems(template.At("spec"), "spec.template.spec", claims))
        )
        {
            yield return problem;
        }

        if (template.TextAt("spec", "restartPolicy") is "OnFailure" or "Never")
        {
            yield return Cause.NotSupported("spec.template.spec.restartPolicy", template.TextAt("spec", "restartPolicy")!, "Always");
        }
    }

    private static IEnumerable<Cause> Selector(DataNode? selector, string path)
    {
        var expressions = selector.ItemsAt("matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            var (at, values) = ($"{path}.matchExpressions[{i}]", expressions[i].ItemsAt("values").Count);
            switch (expressions[i].TextAt("operator"))
            {
                case "In" or "NotIn" when values == 0:
                    yield return Cause.Required($"{at}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when values > 0:
                    yield return Cause.Forbidden($"{at}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                default:
                    yield return Cause.Invalid($"{at}.operator", expressions[i].TextAt("operator") ?? "", "not a valid selector operator");
                    break;
            }
        }
    }

    private static IEnumerable<Cause> Strategy(DataObject node, string field, params string[] types)
    {
        var type = node.TextAt("spec", field, "type");
        if (type is not null && !types.Contains(type))
        {
            yield return Cause.NotSupported($"spec.{field}.type", type, types);
        }

        if (type is not null && type != "RollingUpdate" && node.At("spec", field, "rollingUpdate") is not null)
        {
            yield return Cause.Forbidden($"spec.{field}.rollingUpdate", $"may not be specified when strategy `type` is '{type}'");
        }

        var rolling = node.At("spec", field, "rollingUpdate");
        if (IsZero(rolling.At("maxSurge")) && IsZero(rolling.At("maxUnavailable")))
        {
            yield return Cause.Invalid(
                $"spec.{field}.rollingUpdate.maxUnavailable",
                rolling.At("maxUnavailable"),
                "may not be 0 when `maxSurge` is 0"
            );
        }
    }

    private static bool IsZero(DataNode? number) => number is DataNumber { Text: "0" } or DataString { Value: "0%" };

    private static IEnumerable<Cause> Budget(DataObject node)
    {
        if (node.At("spec", "minAvailable") is not null && node.At("spec", "maxUnavailable") is not null)
        {
            yield return Cause.Invalid("spec", "", "minAvailable and maxUnavailable cannot be both set");
        }

        foreach (var field in (string[])["minAvailable", "maxUnavailable"])
        {
            var value = node.At("spec", field);
            if (value.NumberAt() is < 0)
            {
                yield return Cause.Invalid($"spec.{field}", value, "must be greater than or equal to 0");
            }
            else if (value is DataString text && !Percent().IsMatch(text.Value))
            {
                yield return Cause.Invalid(
                    $"spec.{field}",
                    value,
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
                );
            }
        }
    }

    private static IEnumerable<Cause> Data(DataObject node)
    {
        foreach (var field in (string[])["data", "binaryData"])
        {
            foreach (var key in (node.At(field) as DataObject ?? DataObject.Empty).Members.Select(member => member.Key))
            {
                if (key.Length > 253 || !DataKey().IsMatch(key) || key is "." or "..")
                {
                    yield return Cause.Invalid(
                        $"{field}[{key}]",
                        key,
                        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
                    );
                }
            }
        }
    }

    private static IEnumerable<Cause> Event(DataObject node)
    {
        var home = node.TextAt("involvedObject", "namespace");
        if (!string.IsNullOrEmpty(home) && home != node.Namespace())
        {
            yield return Cause.Invalid("involvedObject.namespace", home, "does not match event.namespace");
        }
    }

    private static IEnumerable<Cause> PortNames(DataObject node)
    {
        var ports = node.ItemsAt("spec", "ports");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var name = ports[i].TextAt("name") ?? "";
            if (name.Length == 0 && ports.Count > 1)
            {
                yield return Cause.Required($"spec.ports[{i}].name");
            }
            else if (name.Length > 0 && !names.Add(name))
            {
                yield return Cause.Duplicate($"spec.ports[{i}].name", name);
            }
        }
    }

    private static IEnumerable<Cause> RoleRef(DataObject node)
    {
        if (node.TextAt("roleRef", "kind") is not ("Role" or "ClusterRole"))
        {
            yield return Cause.NotSupported("roleRef.kind", node.TextAt("roleRef", "kind") ?? "", "ClusterRole", "Role");
        }

        if (string.IsNullOrEmpty(node.TextAt("roleRef", "name")))
        {
            yield return Cause.Required("roleRef.name");
        }
    }

    private static IEnumerable<Cause> AddressType(DataObject node)
    {
        if (node.TextAt("addressType") is not ("IPv4" or "IPv6" or "FQDN"))
        {
            yield return Cause.NotSupported("addressType", node.TextAt("addressType") ?? "", "FQDN", "IPv4", "IPv6");
        }
    }

    [GeneratedRegex("^[0-9]+%\\z")]
    private static partial Regex Percent();

    [GeneratedRegex("^[-._a-zA-Z0-9]+\\z")]
    private static partial Regex DataKey();
}
