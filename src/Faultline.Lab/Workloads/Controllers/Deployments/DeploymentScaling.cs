using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Controllers.Deployments;

/// <summary>Moves a deployment's pods between its replica sets, within its limits.</summary>
internal sealed class DeploymentScaling(ObjectStore store, EventRecorder events)
{
    /// <summary>Whether somebody asked for another number of pods since the sets were scaled last.</summary>
    public static bool IsScaled(DataObject deployment, DeploymentSets sets)
    {
        var wanted = DeploymentLimits.Of(deployment).Wanted.ToString(CultureInfo.InvariantCulture);
        return sets.Active.Any(set => set.Annotation(DeploymentSets.Desired) is { } desired && desired != wanted);
    }

    /// <summary>Gives the deployment's sets the number that it asks for: all to one, or, in the midst of a rollout, to each its part.</summary>
    public void Scale(DataObject deployment, DeploymentSets sets)
    {
        var limits = DeploymentLimits.Of(deployment);
        var active = sets.Active.ToList();
        if (active.Count <= 1)
        {
            if ((active.Count == 1 ? active[0] : sets.New) is { } only)
            {
                ScaleTo(deployment, only, limits.Wanted, limits);
            }

            return;
        }

        if (sets.New is { } fresh && DeploymentSets.Wanted(fresh) == limits.Wanted && DeploymentSets.Available(fresh) == limits.Wanted)
        {
            EmptyOld(deployment, sets);
            return;
        }

        if (!DeploymentLimits.IsRecreate(deployment))
        {
            ScaleEach(deployment, active, limits);
        }
    }

    /// <summary>Takes all pods from the old sets; whether there were any.</summary>
    public bool EmptyOld(DataObject deployment, DeploymentSets sets)
    {
        var filled = sets.Old.Where(set => DeploymentSets.Wanted(set) > 0).ToList();
        foreach (var set in filled)
        {
            ScaleTo(deployment, set, 0, DeploymentLimits.Of(deployment));
        }

        return filled.Count > 0;
    }

    /// <summary>Gives the new set as many pods as there is room for; whether that changed anything.</summary>
    public bool GrowNew(DataObject deployment, DeploymentSets sets)
    {
        var limits = DeploymentLimits.Of(deployment);
        var (fresh, has) = (sets.New!, DeploymentSets.Wanted(sets.New!));
        var room = DeploymentLimits.IsRecreate(deployment) ? limits.Wanted : limits.Most - sets.All.Sum(DeploymentSets.Wanted);
        var next =
            has > limits.Wanted ? limits.Wanted
            : has < limits.Wanted ? has + Math.Max(Math.Min(room, limits.Wanted - has), 0)
            : has;
        return next != has && ScaleTo(deployment, fresh, next, limits);
    }

    /// <summary>Takes from the old sets what is not needed for the deployment to be available: first pods that aren't.</summary>
    public void ShrinkOld(DataObject deployment, DeploymentSets sets)
    {
        var limits = DeploymentLimits.Of(deployment);
        if (sets.Old.Sum(DeploymentSets.Wanted) == 0)
        {
            return;
        }

        var missing = DeploymentSets.Wanted(sets.New!) - DeploymentSets.Available(sets.New!);
        var most = sets.All.Sum(DeploymentSets.Wanted) - limits.LeastAvailable - missing;
        var wanted = sets.Old.ToDictionary(set => set.Uid(), DeploymentSets.Wanted, StringComparer.Ordinal);
        foreach (var set in sets.Old)
        {
            var unhealthy = Math.Min(Math.Min(most, wanted[set.Uid()] - DeploymentSets.Available(set)), wanted[set.Uid()]);
            if (unhealthy > 0)
            {
                wanted[set.Uid()] -= unhealthy;
                most -= unhealthy;
            }
        }

        var spare = Math.Min(sets.All.Sum(DeploymentSets.Available) - limits.LeastAvailable, most);
        foreach (var set in sets.Old)
        {
            var less = Math.Min(spare, wanted[set.Uid()]);
            if (less > 0)
            {
                wanted[set.Uid()] -= less;
                spare -= less;
            }

            ScaleTo(deployment, set, wanted[set.Uid()], limits);
        }
    }

    // The largest first; what rounding leaves over goes to the first.
    private void ScaleEach(DataObject deployment, List<DataObject> active, DeploymentLimits limits)
    {
        var total = active.Sum(DeploymentSets.Wanted);
        var left = (limits.Wanted > 0 ? limits.Most : 0) - total;
        var sorted = (
            left > 0
                ? active.OrderByDescending(DeploymentSets.Wanted).ThenByDescending(DeploymentSets.RevisionOf)
                : active.OrderByDescending(DeploymentSets.Wanted).ThenBy(DeploymentSets.RevisionOf)
        ).ToList();
        var added = 0L;
        var sizes = new List<long>();
        foreach (var set in sorted)
        {
            var has = DeploymentSets.Wanted(set);
            var share = (long)Math.Round((double)has * left / Math.Max(total, 1), MidpointRounding.AwayFromZero);
            share = left > 0 ? Math.Min(share, left - added) : Math.Max(share, left - added);
            added += share;
            sizes.Add(has + share);
        }

        for (var i = 0; i < sorted.Count; i++)
        {
            ScaleTo(deployment, sorted[i], Math.Max(sizes[i] + (i == 0 ? left - added : 0), 0), limits);
        }
    }

    private bool ScaleTo(DataObject deployment, DataObject set, long replicas, DeploymentLimits limits)
    {
        var (before, key) = (DeploymentSets.Wanted(set), Owners.KeyOf(ResourceKinds.ReplicaSet, set));
        var desired = limits.Wanted.ToString(CultureInfo.InvariantCulture);
        var most = limits.Most.ToString(CultureInfo.InvariantCulture);
        store.Update(
            key,
            set.Uid(),
            current =>
            {
                var after = current
                    .Put(desired, "metadata", "annotations", DeploymentSets.Desired)
                    .Put(most, "metadata", "annotations", DeploymentSets.Most);
                return DeploymentSets.Wanted(current) == replicas
                    ? after
                    : after
                        .Put(replicas, "spec", "replicas")
                        .Put((current.NumberAt("metadata", "generation") ?? 0) + 1, "metadata", "generation");
            }
        );
        if (before == replicas)
        {
            return false;
        }

        var way = replicas > before ? "up" : "down";
        events.Normal(
            EventSource.Deployments,
            deployment,
            "ScalingReplicaSet",
            string.Create(CultureInfo.InvariantCulture, $"Scaled {way} replica set {set.Name()} from {before} to {replicas}")
        );
        return true;
    }
}
