using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers;

/// <summary>Templates of pods: whether two are the same, and the short name by which one is known.</summary>
internal static class Template
{
    // Without vowels and digits that look like them, as Kubernetes does, so that no words come out.
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A template without what clients write and nobody means: an empty creation time.</summary>
    public static DataObject Plain(DataNode? template) =>
        template is not DataObject node ? DataObject.Empty
        : node.At("metadata") is DataObject metadata && metadata.Has("creationTimestamp") ? node.Drop("metadata", "creationTimestamp")
        : node;

    /// <summary>Ten or fewer letters that tell a tree from others.</summary>
    /// <param name="node">The tree; the order of its keys does not count.</param>
    /// <param name="collisions">How often the letters were taken.</param>
    public static string Hash(DataNode node, long collisions)
    {
        var text = new StringBuilder();
        Canonical(node, text);
        text.Append(CultureInfo.InvariantCulture, $"#{collisions}");

        // FNV-1a, 32 bits.
        var hash = 2166136261u;
        foreach (var one in Encoding.UTF8.GetBytes(text.ToString()))
        {
            hash = (hash ^ one) * 16777619u;
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Letters[digit - '0' + 7]));
    }

    private static void Canonical(DataNode node, StringBuilder text)
    {
        switch (node)
        {
            case DataObject mapping:
                text.Append('{');
                foreach (var member in mapping.Members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    text.Append(JsonText.Write(member.Key)).Append(':');
                    Canonical(member.Value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case DataArray array:
                text.Append('[');
                foreach (var item in array.Items)
                {
                    Canonical(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(node);
                break;
        }
    }
}
