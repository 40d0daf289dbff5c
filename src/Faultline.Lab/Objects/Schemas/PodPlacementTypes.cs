namespace Faultline.Lab.Objects.Schemas;

/// <summary>Where pods run, how they are, and what a client may ask of them. <see cref="TypeText"/> says how they are written.</summary>
internal static class PodPlacementTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        type Affinity: which nodes and neighbours a pod wants
          nodeAffinity NodeAffinity @1
          podAffinity PodAffinity @2
          podAntiAffinity PodAntiAffinity @3

        type NodeAffinity
          preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm] @2
          requiredDuringSchedulingIgnoredDuringExecution NodeSelector @1

        type PreferredSchedulingTerm
          preference! NodeSelectorTerm @2
          weight! int @1

        type NodeSelector atomic
          nodeSelectorTerms! [NodeSelectorTerm] @1

        type NodeSelectorTerm atomic
          matchExpressions [NodeSelectorRequirement] @1
          matchFields [NodeSelectorRequirement] @2

        type NodeSelectorRequirement
          key! string @1
          operator! string @2
          values [string] @3

        type PodAffinity
          preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm] @2
          requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm] @1

        type PodAntiAffinity
          preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm] @2
          requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm] @1

        type WeightedPodAffinityTerm
          podAffinityTerm! PodAffinityTerm @2
          weight! int @1

        type PodAffinityTerm
          labelSelector LabelSelector @1
          matchLabelKeys [string] @5
          mismatchLabelKeys [string] @6
          namespaceSelector LabelSelector @4
          namespaces [string] @2
          topologyKey! string @3

        type TopologySpreadConstraint
          labelSelector LabelSelector @4
          matchLabelKeys [string] @8
          maxSkew! int @1
          minDomains int @5
          nodeAffinityPolicy string @6
          nodeTaintsPolicy string @7
          topologyKey! string @2
          whenUnsatisfiable! string @3

        type Toleration: a taint that a pod does not mind
          effect string @4
          key string @1
          operator string @2
          tolerationSeconds long @5
          value string @3

        type HostAlias
          hostnames [string] @2
          ip! string @1

        type PodDNSConfig
          nameservers [string] @1
          options [PodDNSConfigOption] @3
          searches [string] @2

        type PodDNSConfigOption
          name string @1
          value string @2

        type PodOS
          name! string @1

        type PodReadinessGate
          conditionType! string @1

        type PodResourceClaim
          name! string @1
          resourceClaimName string @3
          resourceClaimTemplateName string @4
          source any

        type PodSchedulingGate
          name! string @1

        type LocalObjectReference atomic
          name string @1

        type ObjectReference atomic: another object
          apiVersion string @5
          fieldPath string @7
          kind string @1
          name string @3
          namespace string @2
          resourceVersion string @6
          uid string @4

        type PodStatus: how a pod is
          conditions [PodCondition] @2 by(type)
          containerStatuses [ContainerStatus] @8
          ephemeralContainerStatuses [ContainerStatus] @13
          hostIP string @5
          hostIPs [HostIP] @16 by(ip)
          initContainerStatuses [ContainerStatus] @10
          message string @3
          nominatedNodeName string @11
          observedGeneration long
          phase string @1 # Pending, Running, Succeeded or Failed
          podIP string @6
          podIPs [PodIP] @12 by(ip)
          qosClass string @9
          reason string @4
          resize string @14
          resourceClaimStatuses [PodResourceClaimStatus] @15 by(name) retain
          startTime time @7

        type PodCondition
          lastProbeTime time @3
          lastTransitionTime time @4
          message string @6
          observedGeneration long
          reason string @5
          status! string @2
          type! string @1

        type PodIP
          ip string @1

        type HostIP
          ip string @1

        type PodResourceClaimStatus
          name! string @1
          resourceClaimName string @2

        type ContainerStatus
          allocatedResources {quantity} @10
          containerID string @8
          image! string @6
          imageID! string @7
          lastState ContainerState @3
          name! string @1
          ready! bool @4
          resources ResourceRequirements @11
          restartCount! int @5
          started bool @9
          state ContainerState @2
          user any @13
          volumeMounts [any] @12

        type ContainerState
          running ContainerStateRunning @2
          terminated ContainerStateTerminated @3
          waiting ContainerStateWaiting @1

        type ContainerStateRunning
          startedAt time @1

        type ContainerStateWaiting
          message string @2
          reason string @1

        type ContainerStateTerminated
          containerID string @7
          exitCode! int @1
          finishedAt time @6
          message string @4
          reason string @3
          signal int @2
          startedAt time @5

        package io.k8s.api.policy.v1 policy/v1

        kind Eviction: a wish to move a pod away, which budgets may refuse
          deleteOptions DeleteOptions @2

        package io.k8s.api.policy.v1beta1 policy/v1beta1

        kind Eviction: a wish to move a pod away, which budgets may refuse
          deleteOptions DeleteOptions @2
        """;
}
