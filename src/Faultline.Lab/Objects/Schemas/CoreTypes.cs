namespace Faultline.Lab.Objects.Schemas;

/// <summary>The other kinds of the core group, and events. <see cref="TypeText"/> says how they are written.</summary>
internal static class CoreTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        kind Namespace: a room for names
          spec NamespaceSpec @2
          status NamespaceStatus @3

        type NamespaceSpec
          finalizers [string] @1

        type NamespaceStatus
          conditions [NamespaceCondition] @2 by(type)
          phase string @1

        type NamespaceCondition
          lastTransitionTime time @4
          message string @6
          reason string @5
          status! string @2
          type! string @1

        kind Node: a machine on which pods run
          spec NodeSpec @2
          status NodeStatus @3

        type NodeSpec
          configSource any @6
          externalID string @2
          podCIDR string @1
          podCIDRs [string] @7 set merge
          providerID string @3
          taints [Taint] @5
          unschedulable bool @4 # whether new pods stay away

        type Taint
          effect! string @3
          key! string @1
          timeAdded time @4
          value string @2

        type NodeStatus
          addresses [NodeAddress] @5 by(type)
          allocatable {quantity} @2
          capacity {quantity} @1
          conditions [NodeCondition] @4 by(type)
          config any @11
          daemonEndpoints NodeDaemonEndpoints @6
          features any @13
          images [ContainerImage] @8
          nodeInfo NodeSystemInfo @7
          phase string @3
          runtimeHandlers [any] @12
          volumesAttached [any] @10
          volumesInUse [string] @9

        type NodeAddress
          address! string @2
          type! string @1

        type NodeCondition
          lastHeartbeatTime time @3
          lastTransitionTime time @4
          message string @6
          reason string @5
          status! string @2
          type! string @1

        type NodeDaemonEndpoints
          kubeletEndpoint DaemonEndpoint @1

        type DaemonEndpoint
          Port! int @1

        type ContainerImage
          names [string] @1
          sizeBytes long @2

        type NodeSystemInfo
          architecture! string @10
          bootID! string @3
          containerRuntimeVersion! string @6
          kernelVersion! string @4
          kubeProxyVersion! string @8
          kubeletVersion! string @7
          machineID! string @1
          operatingSystem! string @9
          osImage! string @5
          systemUUID! string @2

        kind Service: a name and an address for pods
          spec ServiceSpec @2
          status ServiceStatus @3

        type ServiceSpec
          allocateLoadBalancerNodePorts bool @20
          clusterIP string @3
          clusterIPs [string] @18
          externalIPs [string] @5
          externalName string @10
          externalTrafficPolicy string @11
          healthCheckNodePort int @12
          internalTrafficPolicy string @22 ="Cluster"
          ipFamilies [string] @19
          ipFamilyPolicy string @17
          loadBalancerClass string @21
          loadBalancerIP string @8
          loadBalancerSourceRanges [string] @9
          ports [ServicePort] @1 by(port,protocol=TCP)
          publishNotReadyAddresses bool @13
          selector {string} @2 atomic # the labels of the pods behind it
          sessionAffinity string @7 ="None"
          sessionAffinityConfig SessionAffinityConfig @14
          trafficDistribution string @23
          type string @4 ="ClusterIP" # ClusterIP, NodePort, LoadBalancer or ExternalName

        type ServicePort
          appProtocol string @6
          name string @1
          nodePort int @5
          port! int @3
          protocol string @2 ="TCP"
          targetPort intstr @4

        type SessionAffinityConfig
          clientIP ClientIPConfig @1

        type ClientIPConfig
          timeoutSeconds int @1

        type ServiceStatus
          conditions [Condition] @2 by(type)
          loadBalancer LoadBalancerStatus @1

        type LoadBalancerStatus
          ingress [LoadBalancerIngress] @1

        type LoadBalancerIngress
          hostname string @2
          ip string @1
          ipMode string @3
          ports [PortStatus] @4

        type PortStatus
          error string @3
          port! int @1
          protocol! string @2

        kind Endpoints: the addresses behind a service
          subsets [EndpointSubset] @2

        type EndpointSubset
          addresses [EndpointAddress] @1
          notReadyAddresses [EndpointAddress] @2
          ports [EndpointPort] @3

        type EndpointAddress atomic
          hostname string @3
          ip! string @1
          nodeName string @4
          targetRef ObjectReference @2

        type EndpointPort atomic
          appProtocol string @4
          name string @1
          port! int @2
          protocol string @3

        kind ConfigMap: settings for programs
          binaryData {bytes} @3
          data {string} @2
          immutable bool @4

        kind Secret: settings that not everybody should see
          data {bytes} @2
          immutable bool @5
          stringData {string} @4
          type string @3 ="Opaque"

        kind ServiceAccount: who a pod is
          automountServiceAccountToken bool @4
          imagePullSecrets [LocalObjectReference] @3
          secrets [ObjectReference] @2 by(name)

        kind Event: something that happened to an object
          action string @12
          count int @8
          eventTime microtime @10
          firstTimestamp time @6
          involvedObject! ObjectReference @2
          lastTimestamp time @7
          message string @4
          reason string @3
          related ObjectReference @13
          reportingComponent string @14 =""
          reportingInstance string @15 =""
          series EventSeries @11
          source EventSource @5 ={}
          type string @9

        type EventSeries
          count int @1
          lastObservedTime microtime @2

        type EventSource
          component string @1
          host string @2

        package io.k8s.api.events.v1 events.k8s.io/v1

        kind Event: something that happened to an object
          action string @6
          deprecatedCount int @15
          deprecatedFirstTimestamp time @13
          deprecatedLastTimestamp time @14
          deprecatedSource EventSource @12
          eventTime microtime @2
          note string @10
          reason string @7
          regarding ObjectReference @8
          related ObjectReference @9
          reportingController string @4
          reportingInstance string @5
          series EventSeries @3
          type string @11

        type EventSeries
          count! int @1
          lastObservedTime! microtime @2
        """;
}
