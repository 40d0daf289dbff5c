using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>From rehearsed changes to targets, with what is known of each.</summary>
internal sealed class TargetReading(ClusterSight sight)
{
    private readonly List<PlannedTarget> _targets = [];
    private readonly List<TargetShare> _shares = [];
    private readonly List<DataObject> _pods = [];
    private readonly List<DataObject> _evicted = [];
    private TargetChance? _chance;
    private string? _unknown;
    private string? _nothing;

    public async Task<CallPlan> ReadAsync(CallPlan plan, Rehearsal rehearsal, CancellationToken stop)
    {
        _chance = plan.ByChance;
        foreach (var change in rehearsal.Changes)
        {
            await AddAsync(change, stop);
        }

        var nodes = _targets
            .Where(target => target.Kind == "node" && !ChangeWords.GivesBack(target.Change))
            .Select(target => target.Name)
            .Distinct(StringComparer.Ordinal)
            .Count();
        if (nodes > 0)
        {
            _shares.Add(await Shares.OfNodesAsync(MostOf("node", nodes), sight, stop));
        }

        _shares.AddRange(await Shares.OfPodsAsync(_pods, _chance is { Kind: "pod" } one ? one.Count : null, sight, stop));
        var budgets = await Budgets.InTheWayAsync(_evicted, sight, stop);
        return plan with
        {
            Knowledge =
                _unknown is not null ? TargetKnowledge.Unknown
                : _nothing is not null ? TargetKnowledge.NoTarget
                : plan.Knowledge,
            Reason = _unknown ?? _nothing,
            Targets = [.. _targets],
            ByChance = _chance,
            Shares = [.. _shares],
            Warnings = plan.Warnings.AddRange(budgets),
        };
    }

    private int MostOf(string kind, int count) => _chance is { } chance && chance.Kind == kind ? Math.Min(count, chance.Count) : count;

    private async Task AddAsync(RehearsedChange change, CancellationToken stop)
    {
        var type = change.Request?.Type ?? ResourceType.Pods;
        var ns = type.IsNamespaced ? change.Change.Namespace : null;
        var body = change.Request?.Body as DataObject;
        var isNew = change.Change.Verb == "create" || change.Change is { Verb: "apply", Before: null };
        var item = isNew
            ? body ?? DataObject.Empty
            : await ItemAsync(type, ns, change.Change.Name, stop) ?? change.Change.Before ?? DataObject.Empty;
        var owner = type == ResourceType.Pods ? PodFacts.OwnerOf(item) : null;
        var target = new PlannedTarget(type.Singular, change.Change.Name)
        {
            Namespace = ns,
            Identity = sight.Server + change.Change.Resource,
            OwnerIdentity = owner is null ? null : sight.Server + owner.Path,
            Change = ChangeWords.Of(change),
            Labels = PodFacts.LabelsOf(item),
            Undo = change.Change.Undo,
            CanBeUndone = CanBeUndone(change.Change.Verb, type),
        };
        _targets.Add(target);
        if (type == ResourceType.Pods)
        {
            _pods.Add(item);
            if (change.Change.Verb == "evict")
            {
                _evicted.Add(item);
            }
        }
        else if (Shares.OfReplicas(target, item, change) is { } share)
        {
            _shares.Add(share);
        }
        else if (change.Change.Verb == "delete")
        {
            await AddWithinAsync(target, type, item, stop);
        }

        if (isNew && body is not null && await AffectedPods.OfAsync(body, ns, sight, stop) is { } affected)
        {
            Add(affected);
        }
    }

    private async Task<DataObject?> ItemAsync(ResourceType type, string? ns, string name, CancellationToken stop)
    {
        if (type == ResourceType.Pods)
        {
            return (await sight.PodsAsync(ns, stop)).FirstOrDefault(pod => Manifest.NameOf(pod) == name);
        }

        return type == ResourceType.Nodes
            ? (await sight.NodesAsync(stop)).FirstOrDefault(node => Manifest.NameOf(node) == name)
            : await sight.FindAsync(type, ns, name, stop);
    }

    // What goes with a namespace, and what is no longer found behind a service.
    private async Task AddWithinAsync(PlannedTarget target, ResourceType type, DataObject item, CancellationToken stop)
    {
        if (type == ResourceType.Namespaces)
        {
            AddShare(Shares.OfPodsWithin(target, [.. await sight.PodsAsync(target.Name, stop)]));
        }
        else if (type == ResourceType.Services && (item["spec"] as DataObject)?["selector"] is DataObject { Members.Length: > 0 } selector)
        {
            var pods = (await sight.PodsAsync(target.Namespace, stop)).Where(pod => LabelMatch.HasAll(PodFacts.LabelsOf(pod), selector));
            AddShare(Shares.OfPodsWithin(target, [.. pods]));
        }

        void AddShare(TargetShare? share)
        {
            if (share is not null)
            {
                _shares.Add(share);
            }
        }
    }

    private void Add(AffectedPods affected)
    {
        _unknown ??= affected.Unknown;
        _chance ??= affected.ByChance;
        _pods.AddRange(affected.Pods);
        _targets.AddRange(
            affected.Pods.Select(pod => new PlannedTarget(ResourceType.Pods.Singular, Manifest.NameOf(pod))
            {
                Namespace = PodFacts.NamespaceOf(pod),
                Identity = sight.Server + ResourceType.Pods.PathIn(PodFacts.NamespaceOf(pod)) + "/" + Manifest.NameOf(pod),
                OwnerIdentity = PodFacts.OwnerOf(pod) is { } owner ? sight.Server + owner.Path : null,
                Change = affected.Change,
                Labels = PodFacts.LabelsOf(pod),
            })
        );
        if (affected.Pods.IsEmpty && affected.Unknown is null)
        {
            _nothing = $"no pod would be {affected.Change}: none matches its selector";
        }
    }

    private static bool CanBeUndone(string verb, ResourceType type) =>
        verb != "exec"
        && !(verb == "delete" && (type == ResourceType.Namespaces || Manifest.IsSecret(type)))
        && !(verb != "create" && Manifest.IsSecret(type));
}
