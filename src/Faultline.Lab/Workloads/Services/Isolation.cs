using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Services;

/// <summary>
/// Which ports of pods network policies cut off from everybody. Who calls can't be told on one machine, so that a rule that lets
/// anybody in lets everybody in; and only calls through a service are cut, not those to a pod's own address.
/// </summary>
internal sealed class Isolation
{
    private readonly ImmutableArray<(LabelSelector Pods, IReadOnlyList<DataNode> Rules)> _policies;

    private Isolation(ImmutableArray<(LabelSelector Pods, IReadOnlyList<DataNode> Rules)> policies) => _policies = policies;

    /// <summary>The policies for what comes in to the pods of a namespace.</summary>
    public static Isolation Of(ObjectStore store, string inNamespace) =>
        new([
            .. store
                .List(ResourceKinds.NetworkPolicy, inNamespace)
                .Objects.Where(policy =>
                    policy.At("spec", "policyTypes") is null || policy.WordsAt("spec", "policyTypes").Contains("Ingress")
                )
                .Select(policy => (LabelSelector.Of(policy.At("spec", "podSelector")), policy.ItemsAt("spec", "ingress"))),
        ]);

    /// <summary>Whether nobody may call a port of a pod.</summary>
    public bool IsCut(DataObject pod, int port)
    {
        if (_policies.IsEmpty)
        {
            return false;
        }

        var labels = pod.Labels();
        var applying = _policies.Where(policy => policy.Pods.Matches(labels)).ToList();
        return applying.Count > 0 && !applying.SelectMany(policy => policy.Rules).Any(rule => Allows(rule, pod, port));
    }

    private static bool Allows(DataNode rule, DataObject pod, int port)
    {
        var ports = rule.ItemsAt("ports");
        return ports.Count == 0 || ports.Any(one => Allows(one.At("port"), one.NumberAt("endPort"), pod, port));
    }

    private static bool Allows(DataNode? allowed, long? last, DataObject pod, int port) =>
        allowed switch
        {
            null => true,
            DataString name => ServicePorts.TargetIn(pod, name.Value) == port,
            _ => allowed.NumberAt() is { } first && port >= first && port <= (last ?? first),
        };
}
