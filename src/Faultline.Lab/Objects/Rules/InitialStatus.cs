using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Rules;

/// <summary>The numbers that a new object's status holds before its controller has seen it: clients rely on their being there.</summary>
internal static class InitialStatus
{
    /// <summary>The object with that status, where its kind has one and it has none yet.</summary>
    public static DataObject Apply(ResourceKind kind, DataObject node)
    {
        string[] zeros =
            kind == ResourceKinds.ReplicaSet || kind == ResourceKinds.StatefulSet ? ["replicas"]
            : kind == ResourceKinds.DaemonSet ? ["currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady"]
            : kind == ResourceKinds.PodDisruptionBudget ? ["currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"]
            : [];
        var hasOne = zeros.Length > 0 || kind == ResourceKinds.Deployment || kind == ResourceKinds.Ingress;
        if (!hasOne || node.Has("status"))
        {
            return node;
        }

        var status = new DataObject(zeros.Select(field => new DataMember(field, 0)));
        return node.With("status", kind == ResourceKinds.Ingress ? status.With("loadBalancer", DataObject.Empty) : status);
    }
}
