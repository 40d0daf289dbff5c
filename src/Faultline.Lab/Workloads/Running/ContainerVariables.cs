using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>The variables of a container.</summary>
internal sealed class ContainerVariables(
    ObjectStore store,
    LabFile file,
    IReadOnlyDictionary<string, string> hostVariables,
    ServiceDirectory services
)
{
    private static readonly HashSet<string> Passed = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];

    /// <summary>All of them: a few of the machine's, then those of services, of the program, of the manifest, and the lab's own.</summary>
    /// <exception cref="ContainerSpecException">What one is made from is not there.</exception>
    public Dictionary<string, string> Of(DataObject pod, DataNode container, string root)
    {
        var inNamespace = pod.Namespace();
        var variables = hostVariables
            .Where(pair => Passed.Contains(pair.Key) || pair.Key.StartsWith("DOTNET_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        var known = services.Variables(inNamespace).ToDictionary(StringComparer.Ordinal);
        Add(variables, known);
        Add(variables, file.Programs.GetValueOrDefault(container.TextAt("image") ?? "")?.Environment ?? new Dictionary<string, string>());
        var own = Own(pod, container, known);
        var rewrite = ContainerMounts.Rewriting(container, root);
        Add(variables, services.Resolve(own, inNamespace).Select(pair => KeyValuePair.Create(pair.Key, rewrite(pair.Value))));
        variables["POD_IP"] = pod.TextAt("status", "podIP") ?? "";
        variables["POD_NAME"] = pod.Name();
        variables["POD_NAMESPACE"] = inNamespace;
        variables["POD_ROOT"] = root;
        variables["HOSTNAME"] = pod.TextAt("spec", "hostname") ?? pod.Name();
        variables[NodeMark.Name] = NodeMark.Of(pod);
        if (PodPorts.FirstOf(container) is { } port)
        {
            variables["PORT"] = PodPorts.Real(pod, port).ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }

    private Dictionary<string, string> Own(DataObject pod, DataNode container, Dictionary<string, string> known)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var source in container.ItemsAt("envFrom"))
        {
            var prefix = source.TextAt("prefix") ?? "";
            foreach (var (key, bytes) in All(pod, source))
            {
                own[prefix + key] = seen[prefix + key] = Encoding.UTF8.GetString(bytes);
            }
        }

        foreach (var entry in container.ItemsAt("env"))
        {
            if (ValueOf(pod, container, entry, seen) is { } value)
            {
                var name = entry.TextAt("name") ?? "";
                own[name] = seen[name] = value;
            }
        }

        return own;
    }

    private Dictionary<string, byte[]> All(DataObject pod, DataNode source) =>
        source.At("configMapRef") is { } configMap
            ? ObjectData.ConfigMap(store, pod.Namespace(), configMap.TextAt("name") ?? "", configMap.IsTrueAt("optional"))
        : source.At("secretRef") is { } secret
            ? ObjectData.Secret(store, pod.Namespace(), secret.TextAt("name") ?? "", secret.IsTrueAt("optional"))
        : [];

    private string? ValueOf(DataObject pod, DataNode container, DataNode entry, Dictionary<string, string> seen) =>
        entry.At("valueFrom") is not { } from ? Expansion.Of(entry.TextAt("value") ?? "", seen)
        : from.At("configMapKeyRef") is { } configMap
            ? Key(
                configMap,
                ResourceKinds.ConfigMap,
                name => ObjectData.ConfigMap(store, pod.Namespace(), name, configMap.IsTrueAt("optional"))
            )
        : from.At("secretKeyRef") is { } secret
            ? Key(secret, ResourceKinds.Secret, name => ObjectData.Secret(store, pod.Namespace(), name, secret.IsTrueAt("optional")))
        : PodFields.Of(pod, from, container);

    private static string? Key(DataNode reference, ResourceKind kind, Func<string, Dictionary<string, byte[]>> read)
    {
        var (name, key) = (reference.TextAt("name") ?? "", reference.TextAt("key") ?? "");
        return read(name).TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes)
            : reference.IsTrueAt("optional") ? null
            : throw new ContainerSpecException("CreateContainerConfigError", $"couldn't find key {key} in {kind.Kind} {name}");
    }

    private static void Add(Dictionary<string, string> variables, IEnumerable<KeyValuePair<string, string>> more)
    {
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }
    }
}
