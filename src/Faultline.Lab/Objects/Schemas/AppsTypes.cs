namespace Faultline.Lab.Objects.Schemas;

/// <summary>Controllers of pods, and their budgets. <see cref="TypeText"/> says how they are written.</summary>
internal static class AppsTypes
{
    public const string Text = """
        package io.k8s.api.apps.v1 apps/v1

        kind Deployment: as many equal pods as wanted, replaced step by step when their template changes
          spec DeploymentSpec # what is wanted
          status DeploymentStatus # what is

        type DeploymentSpec
          minReadySeconds int # how long a pod must be ready to count as available
          paused bool # whether changes wait
          progressDeadlineSeconds int =600 # how long a step may take
          replicas int =1 # how many pods are wanted
          revisionHistoryLimit int =10 # how many old replica sets stay
          selector! LabelSelector # the pods that belong to it
          strategy DeploymentStrategy ={} retainKeys
          template! PodTemplateSpec # what the pods look like

        type DeploymentStrategy
          rollingUpdate RollingUpdateDeployment
          type string ="RollingUpdate" # RollingUpdate or Recreate

        type RollingUpdateDeployment
          maxSurge intstr ="25%"
          maxUnavailable intstr ="25%"

        type DeploymentStatus
          availableReplicas int
          collisionCount int
          conditions [DeploymentCondition] by(type)
          observedGeneration long
          readyReplicas int
          replicas int
          terminatingReplicas int
          unavailableReplicas int
          updatedReplicas int

        type DeploymentCondition
          lastTransitionTime time
          lastUpdateTime time
          message string
          reason string
          status! string
          type! string

        kind ReplicaSet: as many equal pods as wanted
          spec ReplicaSetSpec
          status ReplicaSetStatus

        type ReplicaSetSpec
          minReadySeconds int
          replicas int =1 # how many pods are wanted
          selector! LabelSelector # the pods that belong to it
          template PodTemplateSpec # what the pods look like

        type ReplicaSetStatus
          availableReplicas int
          conditions [ReplicaSetCondition] by(type)
          fullyLabeledReplicas int
          observedGeneration long
          readyReplicas int
          replicas! int
          terminatingReplicas int

        type ReplicaSetCondition
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string

        kind StatefulSet: pods with lasting names, one after the other
          spec StatefulSetSpec
          status StatefulSetStatus

        type StatefulSetSpec
          minReadySeconds int
          ordinals StatefulSetOrdinals
          persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy
          podManagementPolicy string ="OrderedReady" # OrderedReady or Parallel
          replicas int =1 # how many pods are wanted
          revisionHistoryLimit int =10
          selector! LabelSelector # the pods that belong to it
          serviceName string # the service that names the pods
          template! PodTemplateSpec # what the pods look like
          updateStrategy StatefulSetUpdateStrategy ={}
          volumeClaimTemplates [PersistentVolumeClaim]

        type StatefulSetOrdinals
          start int

        type StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted string
          whenScaled string

        type StatefulSetUpdateStrategy
          rollingUpdate RollingUpdateStatefulSetStrategy
          type string ="RollingUpdate"

        type RollingUpdateStatefulSetStrategy
          maxUnavailable intstr
          partition int =0

        type StatefulSetStatus
          availableReplicas int
          collisionCount int
          conditions [StatefulSetCondition] by(type)
          currentReplicas int
          currentRevision string
          observedGeneration long
          readyReplicas int
          replicas! int
          updateRevision string
          updatedReplicas int

        type StatefulSetCondition
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string

        kind DaemonSet: one pod on every node
          spec DaemonSetSpec
          status DaemonSetStatus

        type DaemonSetSpec
          minReadySeconds int
          revisionHistoryLimit int =10
          selector! LabelSelector # the pods that belong to it
          template! PodTemplateSpec # what the pods look like
          updateStrategy DaemonSetUpdateStrategy ={}

        type DaemonSetUpdateStrategy
          rollingUpdate RollingUpdateDaemonSet
          type string ="RollingUpdate"

        type RollingUpdateDaemonSet
          maxSurge intstr =0
          maxUnavailable intstr =1

        type DaemonSetStatus
          collisionCount int
          conditions [DaemonSetCondition] by(type)
          currentNumberScheduled! int
          desiredNumberScheduled! int
          numberAvailable int
          numberMisscheduled! int
          numberReady! int
          numberUnavailable int
          observedGeneration long
          updatedNumberScheduled int

        type DaemonSetCondition
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string

        kind ControllerRevision: a former template of a set
          data any
          revision! long

        package io.k8s.api.policy.v1 policy/v1

        kind PodDisruptionBudget: how many pods of an application may be moved away at a time
          spec PodDisruptionBudgetSpec
          status PodDisruptionBudgetStatus

        type PodDisruptionBudgetSpec
          maxUnavailable intstr # how many may be missing
          minAvailable intstr # how many must stay
          selector LabelSelector replace # the pods that it is about
          unhealthyPodEvictionPolicy string

        type PodDisruptionBudgetStatus
          conditions [Condition] by(type)
          currentHealthy! int
          desiredHealthy! int
          disruptedPods {time}
          disruptionsAllowed! int
          expectedPods! int
          observedGeneration long

        package io.k8s.api.policy.v1beta1 policy/v1beta1

        kind PodDisruptionBudget: how many pods of an application may be moved away at a time
          spec PodDisruptionBudgetSpec
          status PodDisruptionBudgetStatus

        type PodDisruptionBudgetSpec
          maxUnavailable intstr
          minAvailable intstr
          selector LabelSelector replace
          unhealthyPodEvictionPolicy string

        type PodDisruptionBudgetStatus
          conditions [Condition] by(type)
          currentHealthy! int
          desiredHealthy! int
          disruptedPods {time}
          disruptionsAllowed! int
          expectedPods! int
          observedGeneration long
        """;
}
