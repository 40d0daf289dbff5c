namespace Faultline.Lab.Objects.Schemas;

/// <summary>Pods and what is in them. <see cref="TypeText"/> says how they are written.</summary>
internal static class PodTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        kind Pod: containers that run together on one node
          spec PodSpec @2 # what is wanted
          status PodStatus @3 # what is

        type PodTemplateSpec: the pods that a controller makes
          metadata ObjectMeta @1
          spec PodSpec @2

        type PodSpec: what a pod wants
          activeDeadlineSeconds long @5
          affinity Affinity @18
          automountServiceAccountToken bool @21
          containers! [Container] @2 by(name) # the programs
          dnsConfig PodDNSConfig @26
          dnsPolicy string @6 ="ClusterFirst"
          enableServiceLinks bool @30
          ephemeralContainers [EphemeralContainer] @34 by(name)
          hostAliases [HostAlias] @23 by(ip)
          hostIPC bool @13
          hostNetwork bool @11
          hostPID bool @12
          hostUsers bool @37
          hostname string @16
          imagePullSecrets [LocalObjectReference] @15 by(name)
          initContainers [Container] @20 by(name) # programs that run before the others, one after the other
          nodeName string @10 # the node it runs on
          nodeSelector {string} @7 atomic # labels that the node must have
          os PodOS @36
          overhead {quantity} @32
          preemptionPolicy string @31
          priority int @25
          priorityClassName string @24
          readinessGates [PodReadinessGate] @28
          resourceClaims [PodResourceClaim] @39 by(name) retain
          resources ResourceRequirements @40
          restartPolicy string @3 ="Always" # Always, OnFailure or Never
          runtimeClassName string @29
          schedulerName string @19 ="default-scheduler"
          schedulingGates [PodSchedulingGate] @38 by(name)
          securityContext PodSecurityContext @14 ={}
          serviceAccount string @9
          serviceAccountName string @8
          setHostnameAsFQDN bool @35
          shareProcessNamespace bool @27
          subdomain string @17
          terminationGracePeriodSeconds long @4 =30 # how long it may take to end
          tolerations [Toleration] @22
          topologySpreadConstraints [TopologySpreadConstraint] @33 by(topologyKey,whenUnsatisfiable)
          volumes [Volume] @1 by(name) retain

        type Container: a program of a pod
          args [string] @4
          command [string] @3
          env [EnvVar] @7 by(name)
          envFrom [EnvFromSource] @19
          image string @2
          imagePullPolicy string @14
          lifecycle Lifecycle @12
          livenessProbe Probe @10 # whether it must be started again
          name! string @1
          ports [ContainerPort] @6 by(containerPort,protocol=TCP)
          readinessProbe Probe @11 # whether it can be called
          resizePolicy [ContainerResizePolicy] @23
          resources ResourceRequirements @8 ={}
          restartPolicy string @24
          securityContext SecurityContext @15
          startupProbe Probe @22 # whether it has started
          stdin bool @16
          stdinOnce bool @17
          terminationMessagePath string @13 ="/dev/termination-log"
          terminationMessagePolicy string @20 ="File"
          tty bool @18
          volumeDevices [VolumeDevice] @21 by(devicePath)
          volumeMounts [VolumeMount] @9 by(mountPath)
          workingDir string @5

        type EphemeralContainer: a program that joins a running pod
          args [string] @1.4
          command [string] @1.3
          env [EnvVar] @1.7 by(name)
          envFrom [EnvFromSource] @1.19
          image string @1.2
          imagePullPolicy string @1.14
          lifecycle Lifecycle @1.12
          livenessProbe Probe @1.10
          name! string @1.1
          ports [ContainerPort] @1.6 by(containerPort,protocol=TCP)
          readinessProbe Probe @1.11
          resizePolicy [ContainerResizePolicy] @1.23
          resources ResourceRequirements @1.8
          restartPolicy string @1.24
          securityContext SecurityContext @1.15
          startupProbe Probe @1.22
          stdin bool @1.16
          stdinOnce bool @1.17
          targetContainerName string @2
          terminationMessagePath string @1.13 ="/dev/termination-log"
          terminationMessagePolicy string @1.20 ="File"
          tty bool @1.18
          volumeDevices [VolumeDevice] @1.21 by(devicePath)
          volumeMounts [VolumeMount] @1.9 by(mountPath)
          workingDir string @1.5

        type ContainerPort
          containerPort! int @3
          hostIP string @5
          hostPort int @2
          name string @1
          protocol string @4 ="TCP"

        type ContainerResizePolicy
          resourceName! string @1
          restartPolicy! string @2

        type EnvVar: a variable of a program
          name! string @1
          value string @2
          valueFrom EnvVarSource @3

        type EnvVarSource
          configMapKeyRef ConfigMapKeySelector @3
          fieldRef ObjectFieldSelector @1
          resourceFieldRef ResourceFieldSelector @2
          secretKeyRef SecretKeySelector @4

        type EnvFromSource
          configMapRef ConfigMapEnvSource @2
          prefix string @1
          secretRef SecretEnvSource @3

        type ConfigMapEnvSource
          name string @1.1
          optional bool @2

        type SecretEnvSource
          name string @1.1
          optional bool @2

        type ConfigMapKeySelector atomic
          key! string @2
          name string @1.1
          optional bool @3

        type SecretKeySelector atomic
          key! string @2
          name string @1.1
          optional bool @3

        type ObjectFieldSelector atomic
          apiVersion string @1 ="v1"
          fieldPath! string @2

        type ResourceFieldSelector atomic
          containerName string @1
          divisor quantity @3
          resource! string @2

        type Lifecycle
          postStart LifecycleHandler @1
          preStop LifecycleHandler @2

        type LifecycleHandler
          exec ExecAction @1
          httpGet HTTPGetAction @2
          sleep SleepAction @4
          tcpSocket TCPSocketAction @3

        type SleepAction
          seconds! long @1

        type Probe: a question that is asked again and again
          exec ExecAction @1.1
          failureThreshold int @6 =3
          grpc GRPCAction @1.4
          httpGet HTTPGetAction @1.2
          initialDelaySeconds int @2
          periodSeconds int @4 =10
          successThreshold int @5 =1
          tcpSocket TCPSocketAction @1.3
          terminationGracePeriodSeconds long @7
          timeoutSeconds int @3 =1

        type ExecAction
          command [string] @1

        type GRPCAction
          port! int @1
          service string @2 =""

        type HTTPGetAction
          host string @3
          httpHeaders [HTTPHeader] @5
          path string @1 ="/"
          port! intstr @2
          scheme string @4 ="HTTP"

        type HTTPHeader
          name! string @1
          value! string @2

        type TCPSocketAction
          host string @2
          port! intstr @1

        type ResourceRequirements
          claims [ResourceClaim] @3 map(name)
          limits {quantity} @1
          requests {quantity} @2

        type ResourceClaim
          name! string @1
          request string @2

        type SecurityContext
          allowPrivilegeEscalation bool @7
          appArmorProfile any @12
          capabilities Capabilities @1
          privileged bool @2
          procMount string @9
          readOnlyRootFilesystem bool @6
          runAsGroup long @8
          runAsNonRoot bool @5
          runAsUser long @4
          seLinuxOptions SELinuxOptions @3
          seccompProfile SeccompProfile @11
          windowsOptions any @10

        type Capabilities
          add [string] @1
          drop [string] @2

        type SELinuxOptions
          level string @4
          role string @2
          type string @3
          user string @1

        type SeccompProfile
          localhostProfile string @2
          type! string @1

        type PodSecurityContext
          appArmorProfile any @11
          fsGroup long @5
          fsGroupChangePolicy string @9
          runAsGroup long @6
          runAsNonRoot bool @3
          runAsUser long @2
          seLinuxOptions SELinuxOptions @1
          seLinuxChangePolicy string @13
          seccompProfile SeccompProfile @10
          supplementalGroupsPolicy string @12
          supplementalGroups [long] @4
          sysctls [Sysctl] @7
          windowsOptions any @8

        type Sysctl
          name! string @1
          value! string @2

        type VolumeMount
          mountPath! string @3
          mountPropagation string @5
          name! string @1
          readOnly bool @2
          recursiveReadOnly string @7
          subPath string @4
          subPathExpr string @6

        type VolumeDevice
          devicePath! string @2
          name! string @1
        """;
}
