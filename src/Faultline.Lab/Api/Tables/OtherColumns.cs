using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.Tables;

/// <summary>The columns of services, settings, roles and events.</summary>
internal static class OtherColumns
{
    /// <summary>The columns beside the name; null for other kinds.</summary>
    public static Column[]? Of(ResourceKind kind, Column age) =>
        kind == ResourceKinds.Service
            ?
            [
                new("Type", node => node.TextAt("spec", "type") ?? ""),
                new("Cluster-IP", node => Cells.Text(node.TextAt("spec", "clusterIP"))),
                new("External-IP", node => External(node)),
                new("Port(s)", node => Ports(node)),
                age,
                new("Selector", node => Cells.Labels(node.At("spec", "selector")), Priority: 1),
            ]
        : kind == ResourceKinds.Namespace ? [new("Status", node => node.TextAt("status", "phase") ?? ""), age]
        : kind == ResourceKinds.Endpoints ? [new("Endpoints", node => Addresses(node)), age]
        : kind == ResourceKinds.EndpointSlice
            ?
            [
                new("AddressType", node => node.TextAt("addressType") ?? ""),
                new("Ports", node => Cells.List(node.ItemsAt("ports").Select(port => Cells.Value(port.At("port"), "")))),
                new("Endpoints", node => Cells.List(node.ItemsAt("endpoints").SelectMany(one => one.WordsAt("addresses")))),
                age,
            ]
        : kind == ResourceKinds.ConfigMap ? [new("Data", node => Entries(node, "data") + Entries(node, "binaryData"), "integer"), age]
        : kind == ResourceKinds.Secret
            ? [new("Type", node => node.TextAt("type") ?? ""), new("Data", node => Entries(node, "data"), "integer"), age]
        : kind == ResourceKinds.ServiceAccount ? [new("Secrets", node => node.ItemsAt("secrets").Count, "integer"), age]
        : kind == ResourceKinds.PersistentVolumeClaim ? Claims(age)
        : kind == ResourceKinds.NetworkPolicy ? [new("Pod-Selector", node => Cells.Selector(node.At("spec", "podSelector"))), age]
        : kind == ResourceKinds.Ingress ? Ingresses(age)
        : kind == ResourceKinds.IngressClass
            ?
            [
                new("Controller", node => node.TextAt("spec", "controller") ?? ""),
                new("Parameters", node => Cells.Text(node.TextAt("spec", "parameters", "name"))),
                age,
            ]
        : kind == ResourceKinds.Lease ? [new("Holder", node => node.TextAt("spec", "holderIdentity") ?? ""), age]
        : kind == ResourceKinds.RoleBinding || kind == ResourceKinds.ClusterRoleBinding ? Bindings(age)
        : kind == ResourceKinds.Role || kind == ResourceKinds.ClusterRole || kind == ResourceKinds.CustomResourceDefinition
            ? [new("Created At", node => node.TextAt("metadata", "creationTimestamp") ?? "", "date")]
        : null;

    /// <summary>The columns of events, which begin with the time and not with the name.</summary>
    public static Column[] Events(TimeProvider time)
    {
        string Ago(DataObject node, params ReadOnlySpan<string> fields)
        {
            foreach (var field in fields)
            {
                if (node.TextAt(field) is { } text)
                {
                    return Cells.Ago(text, time.GetUtcNow());
                }
            }

            return Cells.Unknown;
        }

        return
        [
            new(
                "Last Seen",
                node =>
                    node.TextAt("series", "lastObservedTime") is { } seen
                        ? Cells.Ago(seen, time.GetUtcNow())
                        : Ago(node, "lastTimestamp", "eventTime", "firstTimestamp")
            ),
            new("Type", node => node.TextAt("type") ?? ""),
            new("Reason", node => node.TextAt("reason") ?? ""),
            new("Object", node => $"{node.TextAt("involvedObject", "kind")?.ToLowerInvariant()}/{node.TextAt("involvedObject", "name")}"),
            new("Subobject", node => node.TextAt("involvedObject", "fieldPath") ?? "", Priority: 1),
            new("Source", node => Source(node), Priority: 1),
            new("Message", node => (node.TextAt("message") ?? "").Trim()),
            new("First Seen", node => Ago(node, "firstTimestamp", "eventTime"), Priority: 1),
            new("Count", node => node.NumberAt("series", "count") ?? node.NumberAt("count") ?? 1, "integer", Priority: 1),
            new("Name", node => node.Name(), Priority: 1, Format: "name"),
        ];
    }

    private static string Source(DataObject node)
    {
        var component = node.TextAt("source", "component") ?? node.TextAt("reportingComponent") ?? "";
        var host = node.TextAt("source", "host") ?? node.TextAt("reportingInstance") ?? "";
        return host.Length == 0 ? component : $"{component}, {host}";
    }

    private static string External(DataObject service)
    {
        var ingress = service.ItemsAt("status", "loadBalancer", "ingress").Select(one => one.TextAt("ip") ?? one.TextAt("hostname"));
        var addresses = service.WordsAt("spec", "externalIPs");
        return service.TextAt("spec", "type") switch
        {
            "ExternalName" => Cells.Text(service.TextAt("spec", "externalName")),
            "LoadBalancer" => Cells.List(ingress.Concat(addresses)) is var list && list == Cells.None ? "<pending>" : list,
            _ => Cells.List(addresses),
        };
    }

    private static string Ports(DataObject service) =>
        Cells.List(
            service
                .ItemsAt("spec", "ports")
                .Select(port =>
                    string.Create(CultureInfo.InvariantCulture, $"{port.NumberAt("port")}")
                    + (port.NumberAt("nodePort") is { } real and not 0 ? string.Create(CultureInfo.InvariantCulture, $":{real}") : "")
                    + $"/{port.TextAt("protocol") ?? "TCP"}"
                )
        );

    private static string Addresses(DataObject endpoints)
    {
        var all = endpoints
            .ItemsAt("subsets")
            .SelectMany(subset =>
                subset.ItemsAt("ports") is { Count: > 0 } ports
                    ? ports.SelectMany(port =>
                        subset.ItemsAt("addresses").Select(one => $"{one.TextAt("ip")}:{Cells.Value(port.At("port"), "")}")
                    )
                    : subset.ItemsAt("addresses").Select(one => one.TextAt("ip") ?? "")
            )
            .ToList();
        var shown = Cells.List(all.Take(3));
        return all.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $"{shown} + {all.Count - 3} more...") : shown;
    }

    private static long Entries(DataObject node, string field) => node.At(field) is DataObject map ? map.Members.Length : 0;

    private static Column[] Claims(Column age) =>
        [
            new("Status", node => node.IsTerminating() ? "Terminating" : node.TextAt("status", "phase") ?? ""),
            new("Volume", node => node.TextAt("spec", "volumeName") ?? ""),
            new("Capacity", node => node.TextAt("status", "capacity", "storage") ?? ""),
            new("Access Modes", node => string.Join(',', node.WordsAt("status", "accessModes"))),
            new("StorageClass", node => node.TextAt("spec", "storageClassName") ?? ""),
            age,
            new("VolumeMode", node => Cells.Text(node.TextAt("spec", "volumeMode")), Priority: 1),
        ];

    private static Column[] Ingresses(Column age) =>
        [
            new("Class", node => Cells.Text(node.TextAt("spec", "ingressClassName"))),
            new(
                "Hosts",
                node =>
                    Cells.List(node.ItemsAt("spec", "rules").Select(rule => rule.TextAt("host") ?? "*")) is var hosts && hosts == Cells.None
                        ? "*"
                        : hosts
            ),
            new(
                "Address",
                node =>
                    string.Join(
                        ',',
                        node.ItemsAt("status", "loadBalancer", "ingress").Select(one => one.TextAt("ip") ?? one.TextAt("hostname"))
                    )
            ),
            new("Ports", node => node.ItemsAt("spec", "tls").Count > 0 ? "80, 443" : "80"),
            age,
        ];

    private static Column[] Bindings(Column age)
    {
        static string Subjects(DataObject node, string kind) =>
            string.Join(
                ", ",
                node.ItemsAt("subjects")
                    .Where(subject => subject.TextAt("kind") == kind)
                    .Select(subject =>
                        kind == "ServiceAccount" ? $"{subject.TextAt("namespace")}/{subject.TextAt("name")}" : subject.TextAt("name")
                    )
            );
        return
        [
            new("Role", node => $"{node.TextAt("roleRef", "kind")}/{node.TextAt("roleRef", "name")}"),
            age,
            new("Users", node => Subjects(node, "User"), Priority: 1),
            new("Groups", node => Subjects(node, "Group"), Priority: 1),
            new("ServiceAccounts", node => Subjects(node, "ServiceAccount"), Priority: 1),
        ];
    }
}
