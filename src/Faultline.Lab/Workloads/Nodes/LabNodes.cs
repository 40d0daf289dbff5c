using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Faultline.Lab.Networking;

namespace Faultline.Lab.Workloads.Nodes;

/// <summary>The nodes that a lab was made with, and which of them run.</summary>
internal sealed class LabNodes
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _down = new(StringComparer.Ordinal);

    public LabNodes(LabFile file, LoopbackNetwork network) =>
        All = [
            .. file.Nodes.Select(
                (node, at) =>
                    new LabNode(
                        node.Name ?? string.Create(CultureInfo.InvariantCulture, $"lab-node-{at + 1}"),
                        network.ForNode(at + 1),
                        node.Labels
                    )
            ),
        ];

    /// <summary>All of them.</summary>
    public ImmutableArray<LabNode> All { get; }

    /// <summary>The node of that name; null where the lab was not made with one.</summary>
    public LabNode? Find(string name) => All.FirstOrDefault(node => node.Name == name);

    /// <summary>Whether a node runs.</summary>
    public bool IsUp(string name)
    {
        lock (_lock)
        {
            return Find(name) is not null && !_down.Contains(name);
        }
    }

    /// <summary>Says that a node went down, or came up; false where it was so already.</summary>
    public bool Set(string name, bool isUp)
    {
        lock (_lock)
        {
            return isUp ? _down.Remove(name) : _down.Add(name);
        }
    }
}

/// <summary>A node that a lab was made with.</summary>
internal sealed record LabNode(string Name, IPAddress Address, IReadOnlyDictionary<string, string> Labels);
