using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Rules;

/// <summary>What the specification of a pod may say, in a pod or in a template.</summary>
internal static partial class PodTemplateRules
{
    private static readonly string[] Handlers = ["exec", "grpc", "httpGet", "tcpSocket"];

    /// <summary>What is wrong with a pod's specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="claims">The names of volumes that the pods get beside those that it names.</param>
    public static IEnumerable<Cause> Problems(DataNode? spec, string path, IEnumerable<string>? claims = null)
    {
        var volumes = spec.ItemsAt("volumes")
            .Select(volume => volume.TextAt("name") ?? "")
            .Concat(claims ?? [])
            .ToHashSet(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (spec.ItemsAt("containers").Count == 0)
        {
            yield return Cause.Required($"{path}.containers");
        }

        foreach (var list in (string[])["containers", "initContainers"])
        {
            var containers = spec.ItemsAt(list);
            for (var i = 0; i < containers.Count; i++)
            {
                foreach (var problem in Container(containers[i], $"{path}.{list}[{i}]", volumes, names))
                {
                    yield return problem;
                }
            }
        }

        foreach (var (field, supported) in Choices())
        {
            if (spec.TextAt(field) is { } value && !supported.Contains(value))
            {
                yield return Cause.NotSupported($"{path}.{field}", value, supported);
            }
        }

        if (spec.NumberAt("terminationGracePeriodSeconds") is < 0)
        {
            yield return Cause.Invalid(
                $"{path}.terminationGracePeriodSeconds",
                spec.At("terminationGracePeriodSeconds"),
                "must be greater than or equal to 0"
            );
        }
    }

    private static (string Field, string[] Supported)[] Choices() =>
        [
            ("restartPolicy", ["Always", "Never", "OnFailure"]),
            ("dnsPolicy", ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
        ];

    private static IEnumerable<Cause> Container(DataNode container, string path, HashSet<string> volumes, HashSet<string> names)
    {
        var name = container.TextAt("name") ?? "";
        if (MetadataRules.Label(name, $"{path}.name") is { } wrong)
        {
            yield return wrong;
        }
        else if (!names.Add(name))
        {
            yield return Cause.Duplicate($"{path}.name", name);
        }

        if (string.IsNullOrWhiteSpace(container.TextAt("image")))
        {
            yield return Cause.Required($"{path}.image");
        }

        if (container.TextAt("imagePullPolicy") is { } policy && policy is not ("Always" or "IfNotPresent" or "Never"))
        {
            yield return Cause.NotSupported($"{path}.imagePullPolicy", policy, "Always", "IfNotPresent", "Never");
        }

        foreach (var problem in Ports(container, path).Concat(Variables(container, path)).Concat(Mounts(container, path, volumes)))
        {
            yield return problem;
        }

        foreach (var kind in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.At(kind) is { } probe)
            {
                foreach (var problem in Probe(probe, $"{path}.{kind}", mustSucceedOnce: kind != "readinessProbe"))
                {
                    yield return problem;
                }
            }
        }

        foreach (var problem in Resources(container, path))
        {
            yield return problem;
        }
    }

    private static IEnumerable<Cause> Ports(DataNode container, string path)
    {
        var ports = container.ItemsAt("ports");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var at = $"{path}.ports[{i}]";
            if (ports[i].At("containerPort") is null)
            {
                yield return Cause.Required($"{at}.containerPort");
            }
            else if (ports[i].NumberAt("containerPort") is not (>= 1 and <= 65535))
            {
                yield return Cause.Invalid($"{at}.containerPort", ports[i].At("containerPort"), "must be between 1 and 65535, inclusive");
            }

            if (ports[i].TextAt("protocol") is { } protocol && protocol is not ("TCP" or "UDP" or "SCTP"))
            {
                yield return Cause.NotSupported($"{at}.protocol", protocol, "SCTP", "TCP", "UDP");
            }

            if (ports[i].TextAt("name") is { Length: > 0 } name && !names.Add(name))
            {
                yield return Cause.Duplicate($"{at}.name", name);
            }
        }
    }

    private static IEnumerable<Cause> Variables(DataNode container, string path)
    {
        var variables = container.ItemsAt("env");
        for (var i = 0; i < variables.Count; i++)
        {
            if (string.IsNullOrEmpty(variables[i].TextAt("name")))
            {
                yield return Cause.Required($"{path}.env[{i}].name");
            }

            if (variables[i].TextAt("value") is { Length: > 0 } && variables[i].At("valueFrom") is not null)
            {
                yield return Cause.Invalid($"{path}.env[{i}].valueFrom", "", "may not be specified when `value` is not empty");
            }
        }
    }

    private static IEnumerable<Cause> Mounts(DataNode container, string path, HashSet<string> volumes)
    {
        var mounts = container.ItemsAt("volumeMounts");
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < mounts.Count; i++)
        {
            var at = $"{path}.volumeMounts[{i}]";
            var (name, place) = (mounts[i].TextAt("name") ?? "", mounts[i].TextAt("mountPath") ?? "");
            if (name.Length == 0)
            {
                yield return Cause.Required($"{at}.name");
            }
            else if (!volumes.Contains(name))
            {
                yield return new Cause("FieldValueNotFound", $"Not found: \"{name}\"", $"{at}.name");
            }

            if (place.Length == 0)
            {
                yield return Cause.Required($"{at}.mountPath");
            }
            else if (!places.Add(place))
            {
                yield return Cause.Invalid($"{at}.mountPath", place, "must be unique");
            }
        }
    }

    private static IEnumerable<Cause> Probe(DataNode probe, string path, bool mustSucceedOnce)
    {
        var handlers = Handlers.Count(handler => probe.At(handler) is not null);
        if (handlers == 0)
        {
            yield return Cause.Required(path, "must specify a handler type");
        }
        else if (handlers > 1)
        {
            yield return Cause.Forbidden(path, "may not specify more than 1 handler type");
        }

        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            if (probe.NumberAt(field) is < 0)
            {
                yield return Cause.Invalid($"{path}.{field}", probe.At(field), "must be greater than or equal to 0");
            }
        }

        if (mustSucceedOnce && probe.NumberAt("successThreshold") is not (null or 1))
        {
            yield return Cause.Invalid($"{path}.successThreshold", probe.At("successThreshold"), "must be 1");
        }
    }

    private static IEnumerable<Cause> Resources(DataNode container, string path)
    {
        foreach (var list in (string[])["limits", "requests"])
        {
            foreach (var (key, value) in container.TextsAt("resources", list))
            {
                if (!Quantity().IsMatch(value))
                {
                    yield return Cause.Invalid(
                        $"{path}.resources.{list}.{key}",
                        value,
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                    );
                }
            }
        }
    }

    [GeneratedRegex("^[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?\\z")]
    private static partial Regex Quantity();
}
