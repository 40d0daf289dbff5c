namespace Faultline.Lab.Objects.Schemas;

/// <summary>Where pods run, how they are, and what a client may ask of them. <see cref="TypeText"/> says how they are written.</summary>
internal static class PodPlacementTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        type Affinity: which nodes and neighbours a pod wants
          nodeAffinity NodeAffinity
          podAffinity PodAffinity
          podAntiAffinity PodAntiAffinity

        type NodeAffinity
          preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm]
          requiredDuringSchedulingIgnoredDuringExecution NodeSelector

        type PreferredSchedulingTerm
          preference! NodeSelectorTerm
          weight! int

        type NodeSelector atomic
          nodeSelectorTerms! [NodeSelectorTerm]

        type NodeSelectorTerm atomic
          matchExpressions [NodeSelectorRequirement]
          matchFields [NodeSelectorRequirement]

        type NodeSelectorRequirement
          key! string
          operator! string
          values [string]

        type PodAffinity
          preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
          requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]

        type PodAntiAffinity
          preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
          requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]

        type WeightedPodAffinityTerm
          podAffinityTerm! PodAffinityTerm
          weight! int

        type PodAffinityTerm
          labelSelector LabelSelector
          matchLabelKeys [string]
          mismatchLabelKeys [string]
          namespaceSelector LabelSelector
          namespaces [string]
          topologyKey! string

        type TopologySpreadConstraint
          labelSelector LabelSelector
          matchLabelKeys [string]
          maxSkew! int
          minDomains int
          nodeAffinityPolicy string
          nodeTaintsPolicy string
          topologyKey! string
          whenUnsatisfiable! string

        type Toleration: a taint that a pod does not mind
          effect string
          key string
          operator string
          tolerationSeconds long
          value string

        type HostAlias
          hostnames [string]
          ip! string

        type PodDNSConfig
          nameservers [string]
          options [PodDNSConfigOption]
          searches [string]

        type PodDNSConfigOption
          name string
          value string

        type PodOS
          name! string

        type PodReadinessGate
          conditionType! string

        type PodResourceClaim
          name! string
          resourceClaimName string
          resourceClaimTemplateName string
          source any

        type PodSchedulingGate
          name! string

        type LocalObjectReference atomic
          name string

        type ObjectReference atomic: another object
          apiVersion string
          fieldPath string
          kind string
          name string
          namespace string
          resourceVersion string
          uid string

        type PodStatus: how a pod is
          conditions [PodCondition] by(type)
          containerStatuses [ContainerStatus]
          ephemeralContainerStatuses [ContainerStatus]
          hostIP string
          hostIPs [HostIP] by(ip)
          initContainerStatuses [ContainerStatus]
          message string
          nominatedNodeName string
          observedGeneration long
          phase string # Pending, Running, Succeeded or Failed
          podIP string
          podIPs [PodIP] by(ip)
          qosClass string
          reason string
          resize string
          resourceClaimStatuses [PodResourceClaimStatus] by(name) retain
          startTime time

        type PodCondition
          lastProbeTime time
          lastTransitionTime time
          message string
          observedGeneration long
          reason string
          status! string
          type! string

        type PodIP
          ip string

        type HostIP
          ip string

        type PodResourceClaimStatus
          name! string
          resourceClaimName string

        type ContainerStatus
          allocatedResources {quantity}
          containerID string
          image! string
          imageID! string
          lastState ContainerState
          name! string
          ready! bool
          resources ResourceRequirements
          restartCount! int
          started bool
          state ContainerState
          user any
          volumeMounts [any]

        type ContainerState
          running ContainerStateRunning
          terminated ContainerStateTerminated
          waiting ContainerStateWaiting

        type ContainerStateRunning
          startedAt time

        type ContainerStateWaiting
          message string
          reason string

        type ContainerStateTerminated
          containerID string
          exitCode! int
          finishedAt time
          message string
          reason string
          signal int
          startedAt time

        package io.k8s.api.policy.v1 policy/v1

        kind Eviction: a wish to move a pod away, which budgets may refuse
          deleteOptions DeleteOptions

        package io.k8s.api.policy.v1beta1 policy/v1beta1

        kind Eviction: a wish to move a pod away, which budgets may refuse
          deleteOptions DeleteOptions
        """;
}
