using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>What config maps and secrets hold.</summary>
internal static class ObjectData
{
    /// <summary>The values of a config map by key.</summary>
    /// <exception cref="ContainerSpecException">It is not there.</exception>
    public static Dictionary<string, byte[]> ConfigMap(ObjectStore store, string inNamespace, string name, bool isOptional)
    {
        if (Find(store, ResourceKinds.ConfigMap, inNamespace, name, isOptional) is not { } node)
        {
            return [];
        }

        var data = node.TextsAt("data").ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal);
        Decode(node.TextsAt("binaryData"), data);
        return data;
    }

    /// <summary>The values of a secret by key.</summary>
    /// <exception cref="ContainerSpecException">It is not there.</exception>
    public static Dictionary<string, byte[]> Secret(ObjectStore store, string inNamespace, string name, bool isOptional)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (Find(store, ResourceKinds.Secret, inNamespace, name, isOptional) is { } node)
        {
            Decode(node.TextsAt("data"), data);
        }

        return data;
    }

    private static DataObject? Find(ObjectStore store, ResourceKind kind, string inNamespace, string name, bool isOptional) =>
        store.Get(new ObjectKey(kind, inNamespace, name))
        ?? (isOptional ? null : throw new ContainerSpecException("CreateContainerConfigError", $"{kind.Singular} \"{name}\" not found"));

    private static void Decode(Dictionary<string, string> encoded, Dictionary<string, byte[]> data)
    {
        foreach (var (key, text) in encoded)
        {
            var bytes = new byte[text.Length];
            data[key] = Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : [];
        }
    }
}
