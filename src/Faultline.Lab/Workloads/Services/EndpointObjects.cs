using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Controllers;

namespace Faultline.Lab.Workloads.Services;

/// <summary>Writes the pods behind services down: an Endpoints object and an EndpointSlice for each service.</summary>
internal sealed class EndpointObjects(ObjectStore store)
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string ManagedLabel = "endpointslice.kubernetes.io/managed-by";

    /// <summary>Brings both objects to where they should be.</summary>
    public void Show(DataObject service, List<DataObject> pods)
    {
        if (store.Get(new ObjectKey(ResourceKinds.Namespace, "", service.Namespace())) is not { } home || home.IsTerminating())
        {
            return;
        }

        var ready = service.IsTrueAt("spec", "publishNotReadyAddresses");
        var placed = pods.Where(pod => pod.TextAt("status", "podIP") is { Length: > 0 } && !PodStatus.IsOver(pod)).ToList();
        Put(
            new ObjectKey(ResourceKinds.Endpoints, service.Namespace(), service.Name()),
            Tree.Texts(service.Labels()),
            owner: null,
            DataObject.Of(("subsets", Subsets(service, placed, ready)))
        );
        Put(
            SliceKey(service),
            Tree.Texts(
                new Dictionary<string, string>(service.Labels(), StringComparer.Ordinal)
                {
                    [ServiceLabel] = service.Name(),
                    [ManagedLabel] = "endpointslice-controller.k8s.io",
                }
            ),
            Owners.Reference(ResourceKinds.Service, service),
            DataObject.Of(
                ("addressType", "IPv4"),
                ("endpoints", DataArray.Of(placed.Select(pod => SliceEndpoint(pod, ready)))),
                ("ports", Ports(service, placed.FirstOrDefault()))
            )
        );
    }

    /// <summary>Removes the Endpoints of a service that is gone; its slice goes with its owner.</summary>
    public void Remove(ObjectKey service) => store.Remove(new ObjectKey(ResourceKinds.Endpoints, service.Namespace, service.Name));

    private static ObjectKey SliceKey(DataObject service) =>
        new(ResourceKinds.EndpointSlice, service.Namespace(), $"{service.Name()}-{Template.Hash(service.Uid(), 0)[..5]}");

    private void Put(ObjectKey key, DataObject labels, DataObject? owner, DataObject content)
    {
        DataObject With(DataObject node)
        {
            node = labels.Members.Length == 0 ? node : node.Put(labels, "metadata", "labels");
            return content.Members.Aggregate(
                node,
                (left, member) =>
                    member.Value is DataArray { Items.Length: 0 } && member.Key == "subsets"
                        ? left.Without(member.Key)
                        : left.With(member.Key, member.Value)
            );
        }

        if (store.Update(key, uid: null, With) is not null)
        {
            return;
        }

        var metadata = DataObject.Of(("name", key.Name), ("namespace", key.Namespace));
        metadata = owner is null ? metadata : metadata.With("ownerReferences", DataArray.Of([owner]));
        metadata = key.Kind.HasGeneration ? metadata.With("generation", 1) : metadata;
        store.Create(key, With(DataObject.Of(("apiVersion", key.Kind.ApiVersion), ("kind", key.Kind.Kind), ("metadata", metadata))));
    }

    // Pods whose ports are the same stand together.
    private static DataArray Subsets(DataObject service, List<DataObject> pods, bool publishAll) =>
        DataArray.Of(
            pods.Where(pod => publishAll || !pod.IsTerminating())
                .GroupBy(pod => Ports(service, pod).ToString(), StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group =>
                {
                    var subset = DataObject.Empty;
                    var ready = group.Where(pod => publishAll || PodStatus.IsReady(pod)).Select(pod => Address(service, pod)).ToList();
                    var others = group.Where(pod => !publishAll && !PodStatus.IsReady(pod)).Select(pod => Address(service, pod)).ToList();
                    subset = ready.Count == 0 ? subset : subset.With("addresses", DataArray.Of(ready));
                    subset = others.Count == 0 ? subset : subset.With("notReadyAddresses", DataArray.Of(others));
                    var ports = Ports(service, group.First());
                    return (DataNode)(ports.Items.Length == 0 ? subset : subset.With("ports", ports));
                })
        );

    private static DataObject Address(DataObject service, DataObject pod)
    {
        var address = DataObject.Of(("ip", pod.TextAt("status", "podIP")!));
        if (pod.TextAt("spec", "hostname") is { } host && pod.TextAt("spec", "subdomain") == service.Name())
        {
            address = address.With("hostname", host);
        }

        return address.With("nodeName", pod.TextAt("spec", "nodeName") ?? "").With("targetRef", Target(pod));
    }

    private static DataObject SliceEndpoint(DataObject pod, bool publishAll)
    {
        var isReady = PodStatus.IsReady(pod);
        var endpoint = DataObject.Of(
            ("addresses", Tree.List([pod.TextAt("status", "podIP")!])),
            (
                "conditions",
                DataObject.Of(
                    ("ready", publishAll || (isReady && !pod.IsTerminating())),
                    ("serving", isReady),
                    ("terminating", pod.IsTerminating())
                )
            )
        );
        if (pod.TextAt("spec", "hostname") is { } host)
        {
            endpoint = endpoint.With("hostname", host);
        }

        return endpoint.With("targetRef", Target(pod)).With("nodeName", pod.TextAt("spec", "nodeName") ?? "");
    }

    private static DataObject Target(DataObject pod) =>
        DataObject.Of(("kind", "Pod"), ("namespace", pod.Namespace()), ("name", pod.Name()), ("uid", pod.Uid()));

    // The ports at which the pods can really be called.
    private static DataArray Ports(DataObject service, DataObject? pod) =>
        DataArray.Of(
            ServicePorts
                .Of(service)
                .Select(port =>
                {
                    var target = pod is null ? null : ServicePorts.TargetIn(pod, port.Target);
                    var shown = DataObject.Of(
                        ("name", port.Name ?? ""),
                        ("port", target is { } real ? PodPorts.Real(pod!, real) : 0),
                        ("protocol", "TCP")
                    );
                    return (DataNode)(port.Name is null ? shown.Without("name") : shown);
                })
                .Where(port => port.NumberAt("port") > 0)
        );
}
