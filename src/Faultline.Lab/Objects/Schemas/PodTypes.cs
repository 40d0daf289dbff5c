namespace Faultline.Lab.Objects.Schemas;

/// <summary>Pods and what is in them. <see cref="TypeText"/> says how they are written.</summary>
internal static class PodTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        kind Pod: containers that run together on one node
          spec PodSpec # what is wanted
          status PodStatus # what is

        type PodTemplateSpec: the pods that a controller makes
          metadata ObjectMeta
          spec PodSpec

        type PodSpec: what a pod wants
          activeDeadlineSeconds long
          affinity Affinity
          automountServiceAccountToken bool
          containers! [Container] by(name) # the programs
          dnsConfig PodDNSConfig
          dnsPolicy string ="ClusterFirst"
          enableServiceLinks bool =true
          ephemeralContainers [EphemeralContainer] by(name)
          hostAliases [HostAlias] by(ip)
          hostIPC bool
          hostNetwork bool
          hostPID bool
          hostUsers bool
          hostname string
          imagePullSecrets [LocalObjectReference] by(name)
          initContainers [Container] by(name) # programs that run before the others, one after the other
          nodeName string # the node it runs on
          nodeSelector {string} atomic # labels that the node must have
          os PodOS
          overhead {quantity}
          preemptionPolicy string
          priority int
          priorityClassName string
          readinessGates [PodReadinessGate]
          resourceClaims [PodResourceClaim] by(name) retain
          restartPolicy string ="Always" # Always, OnFailure or Never
          runtimeClassName string
          schedulerName string ="default-scheduler"
          schedulingGates [PodSchedulingGate] by(name)
          securityContext PodSecurityContext ={}
          serviceAccount string
          serviceAccountName string
          setHostnameAsFQDN bool
          shareProcessNamespace bool
          subdomain string
          terminationGracePeriodSeconds long =30 # how long it may take to end
          tolerations [Toleration]
          topologySpreadConstraints [TopologySpreadConstraint] by(topologyKey,whenUnsatisfiable)
          volumes [Volume] by(name) retain

        type Container: a program of a pod
          args [string]
          command [string]
          env [EnvVar] by(name)
          envFrom [EnvFromSource]
          image string
          imagePullPolicy string
          lifecycle Lifecycle
          livenessProbe Probe # whether it must be started again
          name! string
          ports [ContainerPort] by(containerPort,protocol=TCP)
          readinessProbe Probe # whether it can be called
          resizePolicy [ContainerResizePolicy]
          resources ResourceRequirements ={}
          restartPolicy string
          securityContext SecurityContext
          startupProbe Probe # whether it has started
          stdin bool
          stdinOnce bool
          terminationMessagePath string ="/dev/termination-log"
          terminationMessagePolicy string ="File"
          tty bool
          volumeDevices [VolumeDevice] by(devicePath)
          volumeMounts [VolumeMount] by(mountPath)
          workingDir string

        type EphemeralContainer: a program that joins a running pod
          args [string]
          command [string]
          env [EnvVar] by(name)
          envFrom [EnvFromSource]
          image string
          imagePullPolicy string
          lifecycle Lifecycle
          livenessProbe Probe
          name! string
          ports [ContainerPort] by(containerPort,protocol=TCP)
          readinessProbe Probe
          resizePolicy [ContainerResizePolicy]
          resources ResourceRequirements
          restartPolicy string
          securityContext SecurityContext
          startupProbe Probe
          stdin bool
          stdinOnce bool
          targetContainerName string
          terminationMessagePath string ="/dev/termination-log"
          terminationMessagePolicy string ="File"
          tty bool
          volumeDevices [VolumeDevice] by(devicePath)
          volumeMounts [VolumeMount] by(mountPath)
          workingDir string

        type ContainerPort
          containerPort! int
          hostIP string
          hostPort int
          name string
          protocol string ="TCP"

        type ContainerResizePolicy
          resourceName! string
          restartPolicy! string

        type EnvVar: a variable of a program
          name! string
          value string
          valueFrom EnvVarSource

        type EnvVarSource
          configMapKeyRef ConfigMapKeySelector
          fieldRef ObjectFieldSelector
          resourceFieldRef ResourceFieldSelector
          secretKeyRef SecretKeySelector

        type EnvFromSource
          configMapRef ConfigMapEnvSource
          prefix string
          secretRef SecretEnvSource

        type ConfigMapEnvSource
          name string
          optional bool

        type SecretEnvSource
          name string
          optional bool

        type ConfigMapKeySelector atomic
          key! string
          name string
          optional bool

        type SecretKeySelector atomic
          key! string
          name string
          optional bool

        type ObjectFieldSelector atomic
          apiVersion string ="v1"
          fieldPath! string

        type ResourceFieldSelector atomic
          containerName string
          divisor quantity
          resource! string

        type Lifecycle
          postStart LifecycleHandler
          preStop LifecycleHandler

        type LifecycleHandler
          exec ExecAction
          httpGet HTTPGetAction
          sleep SleepAction
          tcpSocket TCPSocketAction

        type SleepAction
          seconds! long

        type Probe: a question that is asked again and again
          exec ExecAction
          failureThreshold int =3
          grpc GRPCAction
          httpGet HTTPGetAction
          initialDelaySeconds int
          periodSeconds int =10
          successThreshold int =1
          tcpSocket TCPSocketAction
          terminationGracePeriodSeconds long
          timeoutSeconds int =1

        type ExecAction
          command [string]

        type GRPCAction
          port! int
          service string =""

        type HTTPGetAction
          host string
          httpHeaders [HTTPHeader]
          path string ="/"
          port! intstr
          scheme string ="HTTP"

        type HTTPHeader
          name! string
          value! string

        type TCPSocketAction
          host string
          port! intstr

        type ResourceRequirements
          claims [ResourceClaim] map(name)
          limits {quantity}
          requests {quantity}

        type ResourceClaim
          name! string
          request string

        type SecurityContext
          allowPrivilegeEscalation bool
          appArmorProfile any
          capabilities Capabilities
          privileged bool
          procMount string
          readOnlyRootFilesystem bool
          runAsGroup long
          runAsNonRoot bool
          runAsUser long
          seLinuxOptions SELinuxOptions
          seccompProfile SeccompProfile
          windowsOptions any

        type Capabilities
          add [string]
          drop [string]

        type SELinuxOptions
          level string
          role string
          type string
          user string

        type SeccompProfile
          localhostProfile string
          type! string

        type PodSecurityContext
          appArmorProfile any
          fsGroup long
          fsGroupChangePolicy string
          runAsGroup long
          runAsNonRoot bool
          runAsUser long
          seLinuxOptions SELinuxOptions
          seccompProfile SeccompProfile
          supplementalGroups [long]
          sysctls [Sysctl]
          windowsOptions any

        type Sysctl
          name! string
          value! string

        type VolumeMount
          mountPath! string
          mountPropagation string
          name! string
          readOnly bool
          recursiveReadOnly string
          subPath string
          subPathExpr string

        type VolumeDevice
          devicePath! string
          name! string
        """;
}
