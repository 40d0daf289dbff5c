namespace Faultline.Lab.Objects.Schemas;

/// <summary>The other kinds of the core group, and events. <see cref="TypeText"/> says how they are written.</summary>
internal static class CoreTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        kind Namespace: a room for names
          spec NamespaceSpec
          status NamespaceStatus

        type NamespaceSpec
          finalizers [string]

        type NamespaceStatus
          conditions [NamespaceCondition] by(type)
          phase string

        type NamespaceCondition
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string

        kind Node: a machine on which pods run
          spec NodeSpec
          status NodeStatus

        type NodeSpec
          configSource any
          externalID string
          podCIDR string
          podCIDRs [string] set merge
          providerID string
          taints [Taint]
          unschedulable bool # whether new pods stay away

        type Taint
          effect! string
          key! string
          timeAdded time
          value string

        type NodeStatus
          addresses [NodeAddress] by(type)
          allocatable {quantity}
          capacity {quantity}
          conditions [NodeCondition] by(type)
          config any
          daemonEndpoints NodeDaemonEndpoints
          features any
          images [ContainerImage]
          nodeInfo NodeSystemInfo
          phase string
          runtimeHandlers [any]
          volumesAttached [any]
          volumesInUse [string]

        type NodeAddress
          address! string
          type! string

        type NodeCondition
          lastHeartbeatTime time
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string

        type NodeDaemonEndpoints
          kubeletEndpoint DaemonEndpoint

        type DaemonEndpoint
          Port! int

        type ContainerImage
          names [string]
          sizeBytes long

        type NodeSystemInfo
          architecture! string
          bootID! string
          containerRuntimeVersion! string
          kernelVersion! string
          kubeProxyVersion! string
          kubeletVersion! string
          machineID! string
          operatingSystem! string
          osImage! string
          systemUUID! string

        kind Service: a name and an address for pods
          spec ServiceSpec
          status ServiceStatus

        type ServiceSpec
          allocateLoadBalancerNodePorts bool
          clusterIP string
          clusterIPs [string]
          externalIPs [string]
          externalName string
          externalTrafficPolicy string
          healthCheckNodePort int
          internalTrafficPolicy string ="Cluster"
          ipFamilies [string]
          ipFamilyPolicy string
          loadBalancerClass string
          loadBalancerIP string
          loadBalancerSourceRanges [string]
          ports [ServicePort] by(port,protocol=TCP)
          publishNotReadyAddresses bool
          selector {string} atomic # the labels of the pods behind it
          sessionAffinity string ="None"
          sessionAffinityConfig SessionAffinityConfig
          trafficDistribution string
          type string ="ClusterIP" # ClusterIP, NodePort, LoadBalancer or ExternalName

        type ServicePort
          appProtocol string
          name string
          nodePort int
          port! int
          protocol string ="TCP"
          targetPort intstr

        type SessionAffinityConfig
          clientIP ClientIPConfig

        type ClientIPConfig
          timeoutSeconds int

        type ServiceStatus
          conditions [Condition] by(type)
          loadBalancer LoadBalancerStatus

        type LoadBalancerStatus
          ingress [LoadBalancerIngress]

        type LoadBalancerIngress
          hostname string
          ip string
          ipMode string
          ports [PortStatus]

        type PortStatus
          error string
          port! int
          protocol! string

        kind Endpoints: the addresses behind a service
          subsets [EndpointSubset]

        type EndpointSubset
          addresses [EndpointAddress]
          notReadyAddresses [EndpointAddress]
          ports [EndpointPort]

        type EndpointAddress atomic
          hostname string
          ip! string
          nodeName string
          targetRef ObjectReference

        type EndpointPort atomic
          appProtocol string
          name string
          port! int
          protocol string

        kind ConfigMap: settings for programs
          binaryData {bytes}
          data {string}
          immutable bool

        kind Secret: settings that not everybody should see
          data {bytes}
          immutable bool
          stringData {string}
          type string ="Opaque"

        kind ServiceAccount: who a pod is
          automountServiceAccountToken bool
          imagePullSecrets [LocalObjectReference]
          secrets [ObjectReference] by(name)

        kind Event: something that happened to an object
          action string
          count int
          eventTime microtime
          firstTimestamp time
          involvedObject! ObjectReference
          lastTimestamp time
          message string
          reason string
          related ObjectReference
          reportingComponent string =""
          reportingInstance string =""
          series EventSeries
          source EventSource ={}
          type string

        type EventSeries
          count int
          lastObservedTime microtime

        type EventSource
          component string
          host string

        package io.k8s.api.events.v1 events.k8s.io/v1

        kind Event: something that happened to an object
          action string
          deprecatedCount int
          deprecatedFirstTimestamp time
          deprecatedLastTimestamp time
          deprecatedSource EventSource
          eventTime microtime
          note string
          reason string
          regarding ObjectReference
          related ObjectReference
          reportingController string
          reportingInstance string
          series EventSeries
          type string

        type EventSeries
          count! int
          lastObservedTime! microtime
        """;
}
