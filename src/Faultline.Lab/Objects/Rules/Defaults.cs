using Faultline.Abstractions.Data;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Objects.Rules;

/// <summary>Fills in what nobody said and what follows from it, as a cluster does.</summary>
internal static class Defaults
{
    private const string RollingUpdate = "RollingUpdate";

    /// <summary>The object with the defaults of its type.</summary>
    public static DataObject Apply(ResourceKind kind, DataObject node)
    {
        if (kind.Custom is not null)
        {
            return node;
        }

        var filled = (DataObject)Fill(node, kind.Schema);
        return kind == ResourceKinds.Secret ? WithStringData(filled)
            : kind == ResourceKinds.Pod ? PodOnly(filled)
            : filled;
    }

    private static DataNode Fill(DataNode node, Schema schema)
    {
        switch (node)
        {
            case DataObject mapping when schema.Form == SchemaForm.Struct:
                foreach (
                    var field in schema
                        .Fields.Values.Where(field => field.Default is not null && !mapping.Has(field.Name))
                        .OrderBy(field => field.Name, StringComparer.Ordinal)
                )
                {
                    mapping = mapping.With(field.Name, field.Default!);
                }

                mapping = Special(mapping, schema.TypeName is { } full ? full[(full.LastIndexOf('.') + 1)..] : "");
                return new DataObject(
                    mapping.Members.Select(member => member with { Value = Fill(member.Value, schema.Of(member.Key) ?? Schema.Anything) })
                );
            case DataArray list when schema is { Form: SchemaForm.List, Items.Form: SchemaForm.Struct }:
                return DataArray.Of(list.Items.Select(item => Fill(item, schema.Items)));
            default:
                return node;
        }
    }

    private static DataObject Special(DataObject node, string type) =>
        type switch
        {
            "DeploymentStrategy" or "DaemonSetUpdateStrategy" or "StatefulSetUpdateStrategy" when node.TextAt("type") == RollingUpdate =>
                node.PutDefault(DataObject.Empty, "rollingUpdate"),
            "Container" or "EphemeralContainer" => node.PutDefault(PullPolicy(node.TextAt("image") ?? ""), "imagePullPolicy"),
            "ServicePort" when node.NumberAt("port") is { } port => node.PutDefault(port, "targetPort"),
            "ServiceSpec" => Service(node),
            "NetworkPolicySpec" => node.PutDefault(
                Tree.List(node.At("egress") is DataArray { Items.Length: > 0 } ? ["Ingress", "Egress"] : ["Ingress"]),
                "policyTypes"
            ),
            "Subject" when node.TextAt("kind") is "User" or "Group" => node.PutDefault("rbac.authorization.k8s.io", "apiGroup"),
            "PodSpec" when node.TextAt("serviceAccountName") is { } account => node.PutDefault(account, "serviceAccount"),
            "PodSpec" when node.TextAt("serviceAccount") is { } account => node.PutDefault(account, "serviceAccountName"),
            _ => node,
        };

    private static string PullPolicy(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        var isLatest =
            !name.Contains('@', StringComparison.Ordinal)
            && (!name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal));
        return isLatest ? "Always" : "IfNotPresent";
    }

    private static DataObject Service(DataObject spec)
    {
        var type = spec.TextAt("type");
        if (type == "ExternalName")
        {
            return spec;
        }

        spec = spec.PutDefault(Tree.List(["IPv4"]), "ipFamilies").PutDefault("SingleStack", "ipFamilyPolicy");
        spec = type is "LoadBalancer" or "NodePort" ? spec.PutDefault("Cluster", "externalTrafficPolicy") : spec;
        spec = type == "LoadBalancer" ? spec.PutDefault(true, "allocateLoadBalancerNodePorts") : spec;
        return spec.TextAt("sessionAffinity") == "ClientIP"
            ? spec.PutDefault(10_800, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
            : spec;
    }

    private static DataObject WithStringData(DataObject secret)
    {
        foreach (var (key, value) in secret.TextsAt("stringData"))
        {
            secret = secret.Put(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)), "data", key);
        }

        return secret.Without("stringData");
    }

    // What a cluster's admission adds to pods, and not to their templates.
    private static DataObject PodOnly(DataObject pod)
    {
        if (pod.At("spec") is not DataObject)
        {
            return pod;
        }

        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (pod.At("spec", list) is DataArray containers)
            {
                pod = pod.Put(DataArray.Of(containers.Items.Select(WithRequests)), "spec", list);
            }
        }

        var account = pod.TextAt("spec", "serviceAccountName") ?? "default";
        pod = pod.PutDefault(true, "spec", "enableServiceLinks")
            .PutDefault(account, "spec", "serviceAccountName")
            .PutDefault(account, "spec", "serviceAccount")
            .PutDefault(0, "spec", "priority")
            .PutDefault("PreemptLowerPriority", "spec", "preemptionPolicy");
        var tolerations = pod.ItemsAt("spec", "tolerations").ToList();
        foreach (var taint in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            bool IsMeant(DataNode toleration) =>
                (toleration.TextAt("key") is not { Length: > 0 } key || key == taint)
                && (toleration.TextAt("effect") is not { Length: > 0 } effect || effect == "NoExecute");
            if (!tolerations.Exists(IsMeant))
            {
                tolerations.Add(DataObject.Of(("effect", "NoExecute"), ("key", taint), ("operator", "Exists"), ("tolerationSeconds", 300)));
            }
        }

        return pod.Put(DataArray.Of(tolerations), "spec", "tolerations");
    }

    // Who limits a container and requests nothing requests the limit.
    private static DataNode WithRequests(DataNode container) =>
        container is DataObject one && one.At("resources", "limits") is DataObject limits
            ? limits.Members.Aggregate(one, (filled, limit) => filled.PutDefault(limit.Value, "resources", "requests", limit.Key))
            : container;
}
