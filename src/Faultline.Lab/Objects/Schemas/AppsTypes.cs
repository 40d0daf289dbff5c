namespace Faultline.Lab.Objects.Schemas;

/// <summary>Controllers of pods, and their budgets. <see cref="TypeText"/> says how they are written.</summary>
internal static class AppsTypes
{
    public const string Text = """
        package io.k8s.api.apps.v1 apps/v1

        kind Deployment: as many equal pods as wanted, replaced step by step when their template changes
          spec DeploymentSpec @2 # what is wanted
          status DeploymentStatus @3 # what is

        type DeploymentSpec
          minReadySeconds int @5 # how long a pod must be ready to count as available
          paused bool @7 # whether changes wait
          progressDeadlineSeconds int @9 =600 # how long a step may take
          replicas int @1 =1 # how many pods are wanted
          revisionHistoryLimit int @6 =10 # how many old replica sets stay
          selector! LabelSelector @2 # the pods that belong to it
          strategy DeploymentStrategy @4 ={} retainKeys
          template! PodTemplateSpec @3 # what the pods look like

        type DeploymentStrategy
          rollingUpdate RollingUpdateDeployment @2
          type string @1 ="RollingUpdate" # RollingUpdate or Recreate

        type RollingUpdateDeployment
          maxSurge intstr @2 ="25%"
          maxUnavailable intstr @1 ="25%"

        type DeploymentStatus
          availableReplicas int @4
          collisionCount int @8
          conditions [DeploymentCondition] @6 by(type)
          observedGeneration long @1
          readyReplicas int @7
          replicas int @2
          terminatingReplicas int
          unavailableReplicas int @5
          updatedReplicas int @3

        type DeploymentCondition
          lastTransitionTime time @7
          lastUpdateTime time @6
          message string @5
          reason string @4
          status! string @2
          type! string @1

        kind ReplicaSet: as many equal pods as wanted
          spec ReplicaSetSpec @2
          status ReplicaSetStatus @3

        type ReplicaSetSpec
          minReadySeconds int @4
          replicas int @1 =1 # how many pods are wanted
          selector! LabelSelector @2 # the pods that belong to it
          template PodTemplateSpec @3 # what the pods look like

        type ReplicaSetStatus
          availableReplicas int @5
          conditions [ReplicaSetCondition] @6 by(type)
          fullyLabeledReplicas int @2
          observedGeneration long @3
          readyReplicas int @4
          replicas! int @1
          terminatingReplicas int

        type ReplicaSetCondition
          lastTransitionTime time @3
          message string @5
          reason string @4
          status! string @2
          type! string @1

        kind StatefulSet: pods with lasting names, one after the other
          spec StatefulSetSpec @2
          status StatefulSetStatus @3

        type StatefulSetSpec
          minReadySeconds int @9
          ordinals StatefulSetOrdinals @11
          persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy @10
          podManagementPolicy string @6 ="OrderedReady" # OrderedReady or Parallel
          replicas int @1 =1 # how many pods are wanted
          revisionHistoryLimit int @8 =10
          selector! LabelSelector @2 # the pods that belong to it
          serviceName string @5 # the service that names the pods
          template! PodTemplateSpec @3 # what the pods look like
          updateStrategy StatefulSetUpdateStrategy @7 ={}
          volumeClaimTemplates [PersistentVolumeClaim] @4

        type StatefulSetOrdinals
          start int @1

        type StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted string @1
          whenScaled string @2

        type StatefulSetUpdateStrategy
          rollingUpdate RollingUpdateStatefulSetStrategy @2
          type string @1 ="RollingUpdate"

        type RollingUpdateStatefulSetStrategy
          maxUnavailable intstr @2
          partition int @1 =0

        type StatefulSetStatus
          availableReplicas int @11
          collisionCount int @9
          conditions [StatefulSetCondition] @10 by(type)
          currentReplicas int @4
          currentRevision string @6
          observedGeneration long @1
          readyReplicas int @3
          replicas! int @2
          updateRevision string @7
          updatedReplicas int @5

        type StatefulSetCondition
          lastTransitionTime time @3
          message string @5
          reason string @4
          status! string @2
          type! string @1

        kind DaemonSet: one pod on every node
          spec DaemonSetSpec @2
          status DaemonSetStatus @3

        type DaemonSetSpec
          minReadySeconds int @4
          revisionHistoryLimit int @6 =10
          selector! LabelSelector @1 # the pods that belong to it
          template! PodTemplateSpec @2 # what the pods look like
          updateStrategy DaemonSetUpdateStrategy @3 ={}

        type DaemonSetUpdateStrategy
          rollingUpdate RollingUpdateDaemonSet @2
          type string @1 ="RollingUpdate"

        type RollingUpdateDaemonSet
          maxSurge intstr @2 =0
          maxUnavailable intstr @1 =1

        type DaemonSetStatus
          collisionCount int @9
          conditions [DaemonSetCondition] @10 by(type)
          currentNumberScheduled! int @1
          desiredNumberScheduled! int @3
          numberAvailable int @7
          numberMisscheduled! int @2
          numberReady! int @4
          numberUnavailable int @8
          observedGeneration long @5
          updatedNumberScheduled int @6

        type DaemonSetCondition
          lastTransitionTime time @3
          message string @5
          reason string @4
          status! string @2
          type! string @1

        kind ControllerRevision: a former template of a set
          data any @2
          revision! long @3

        package io.k8s.api.policy.v1 policy/v1

        kind PodDisruptionBudget: how many pods of an application may be moved away at a time
          spec PodDisruptionBudgetSpec @2
          status PodDisruptionBudgetStatus @3

        type PodDisruptionBudgetSpec
          maxUnavailable intstr @3 # how many may be missing
          minAvailable intstr @1 # how many must stay
          selector LabelSelector @2 replace # the pods that it is about
          unhealthyPodEvictionPolicy string @4

        type PodDisruptionBudgetStatus
          conditions [Condition] @7 by(type)
          currentHealthy! int @4
          desiredHealthy! int @5
          disruptedPods {time} @2
          disruptionsAllowed! int @3
          expectedPods! int @6
          observedGeneration long @1

        package io.k8s.api.policy.v1beta1 policy/v1beta1

        kind PodDisruptionBudget: how many pods of an application may be moved away at a time
          spec PodDisruptionBudgetSpec @2
          status PodDisruptionBudgetStatus @3

        type PodDisruptionBudgetSpec
          maxUnavailable intstr @3
          minAvailable intstr @1
          selector LabelSelector @2 replace
          unhealthyPodEvictionPolicy string @4

        type PodDisruptionBudgetStatus
          conditions [Condition] @7 by(type)
          currentHealthy! int @4
          desiredHealthy! int @5
          disruptedPods {time} @2
          disruptionsAllowed! int @3
          expectedPods! int @6
          observedGeneration long @1
        """;
}
