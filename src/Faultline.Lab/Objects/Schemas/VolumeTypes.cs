namespace Faultline.Lab.Objects.Schemas;

/// <summary>Volumes and claims. <see cref="TypeText"/> says how they are written.</summary>
internal static class VolumeTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        type Volume: files that a pod's containers share
          awsElasticBlockStore any @2.4
          azureDisk any @2.22
          azureFile any @2.18
          cephfs any @2.14
          cinder any @2.13
          configMap ConfigMapVolumeSource @2.19
          csi CSIVolumeSource @2.28
          downwardAPI DownwardAPIVolumeSource @2.16
          emptyDir EmptyDirVolumeSource @2.2
          ephemeral EphemeralVolumeSource @2.29
          fc any @2.17
          flexVolume any @2.12
          flocker any @2.15
          gcePersistentDisk any @2.3
          gitRepo any @2.5
          glusterfs any @2.9
          hostPath HostPathVolumeSource @2.1
          image any @2.30
          iscsi any @2.8
          name! string @1
          nfs NFSVolumeSource @2.7
          persistentVolumeClaim PersistentVolumeClaimVolumeSource @2.10
          photonPersistentDisk any @2.23
          portworxVolume any @2.24
          projected ProjectedVolumeSource @2.26
          quobyte any @2.21
          rbd any @2.11
          scaleIO any @2.25
          secret SecretVolumeSource @2.6
          storageos any @2.27
          vsphereVolume any @2.20

        type ConfigMapVolumeSource
          defaultMode int @3 =420
          items [KeyToPath] @2
          name string @1.1
          optional bool @4

        type SecretVolumeSource
          defaultMode int @3 =420
          items [KeyToPath] @2
          optional bool @4
          secretName string @1

        type KeyToPath
          key! string @1
          mode int @3
          path! string @2

        type CSIVolumeSource
          driver! string @1
          fsType string @3
          nodePublishSecretRef LocalObjectReference @5
          readOnly bool @2
          volumeAttributes {string} @4

        type DownwardAPIVolumeSource
          defaultMode int @2 =420
          items [DownwardAPIVolumeFile] @1

        type DownwardAPIVolumeFile
          fieldRef ObjectFieldSelector @2
          mode int @4
          path! string @1
          resourceFieldRef ResourceFieldSelector @3

        type EmptyDirVolumeSource
          medium string @1
          sizeLimit quantity @2

        type EphemeralVolumeSource
          volumeClaimTemplate PersistentVolumeClaimTemplate @1

        type PersistentVolumeClaimTemplate
          metadata ObjectMeta @1
          spec! PersistentVolumeClaimSpec @2

        type HostPathVolumeSource
          path! string @1
          type string @2 =""

        type NFSVolumeSource
          path! string @2
          readOnly bool @3
          server! string @1

        type PersistentVolumeClaimVolumeSource
          claimName! string @1
          readOnly bool @2

        type ProjectedVolumeSource
          defaultMode int @2 =420
          sources [VolumeProjection] @1

        type VolumeProjection
          clusterTrustBundle any @5
          configMap ConfigMapProjection @3
          downwardAPI DownwardAPIProjection @2
          secret SecretProjection @1
          serviceAccountToken ServiceAccountTokenProjection @4

        type ConfigMapProjection
          items [KeyToPath] @2
          name string @1.1
          optional bool @4

        type SecretProjection
          items [KeyToPath] @2
          name string @1.1
          optional bool @4

        type DownwardAPIProjection
          items [DownwardAPIVolumeFile] @1

        type ServiceAccountTokenProjection
          audience string @1
          expirationSeconds long @2 =3600
          path! string @3

        kind PersistentVolumeClaim: a wish for storage; the lab keeps it and gives none
          spec PersistentVolumeClaimSpec @2
          status PersistentVolumeClaimStatus @3

        type PersistentVolumeClaimSpec
          accessModes [string] @1
          dataSource TypedLocalObjectReference @7
          dataSourceRef TypedObjectReference @8
          resources VolumeResourceRequirements @2
          selector LabelSelector @4
          storageClassName string @5
          volumeAttributesClassName string @9
          volumeMode string @6 ="Filesystem"
          volumeName string @3

        type VolumeResourceRequirements
          limits {quantity} @1
          requests {quantity} @2

        type TypedLocalObjectReference atomic
          apiGroup string @1
          kind! string @2
          name! string @3

        type TypedObjectReference
          apiGroup string @1
          kind! string @2
          name! string @3
          namespace string @4

        type PersistentVolumeClaimStatus
          accessModes [string] @2
          allocatedResourceStatuses {string} @7
          allocatedResources {quantity} @5
          capacity {quantity} @3
          conditions [PersistentVolumeClaimCondition] @4 by(type)
          currentVolumeAttributesClassName string @8
          modifyVolumeStatus any @9
          phase string @1

        type PersistentVolumeClaimCondition
          lastProbeTime time @3
          lastTransitionTime time @4
          message string @6
          reason string @5
          status! string @2
          type! string @1
        """;
}
