namespace Faultline.Lab.Objects.Schemas;

/// <summary>Volumes and claims. <see cref="TypeText"/> says how they are written.</summary>
internal static class VolumeTypes
{
    public const string Text = """
        package io.k8s.api.core.v1 v1

        type Volume: files that a pod's containers share
          awsElasticBlockStore any
          azureDisk any
          azureFile any
          cephfs any
          cinder any
          configMap ConfigMapVolumeSource
          csi CSIVolumeSource
          downwardAPI DownwardAPIVolumeSource
          emptyDir EmptyDirVolumeSource
          ephemeral EphemeralVolumeSource
          fc any
          flexVolume any
          flocker any
          gcePersistentDisk any
          gitRepo any
          glusterfs any
          hostPath HostPathVolumeSource
          image any
          iscsi any
          name! string
          nfs NFSVolumeSource
          persistentVolumeClaim PersistentVolumeClaimVolumeSource
          photonPersistentDisk any
          portworxVolume any
          projected ProjectedVolumeSource
          quobyte any
          rbd any
          scaleIO any
          secret SecretVolumeSource
          storageos any
          vsphereVolume any

        type ConfigMapVolumeSource
          defaultMode int =420
          items [KeyToPath]
          name string
          optional bool

        type SecretVolumeSource
          defaultMode int =420
          items [KeyToPath]
          optional bool
          secretName string

        type KeyToPath
          key! string
          mode int
          path! string

        type CSIVolumeSource
          driver! string
          fsType string
          nodePublishSecretRef LocalObjectReference
          readOnly bool
          volumeAttributes {string}

        type DownwardAPIVolumeSource
          defaultMode int =420
          items [DownwardAPIVolumeFile]

        type DownwardAPIVolumeFile
          fieldRef ObjectFieldSelector
          mode int
          path! string
          resourceFieldRef ResourceFieldSelector

        type EmptyDirVolumeSource
          medium string
          sizeLimit quantity

        type EphemeralVolumeSource
          volumeClaimTemplate PersistentVolumeClaimTemplate

        type PersistentVolumeClaimTemplate
          metadata ObjectMeta
          spec! PersistentVolumeClaimSpec

        type HostPathVolumeSource
          path! string
          type string =""

        type NFSVolumeSource
          path! string
          readOnly bool
          server! string

        type PersistentVolumeClaimVolumeSource
          claimName! string
          readOnly bool

        type ProjectedVolumeSource
          defaultMode int =420
          sources [VolumeProjection]

        type VolumeProjection
          clusterTrustBundle any
          configMap ConfigMapProjection
          downwardAPI DownwardAPIProjection
          secret SecretProjection
          serviceAccountToken ServiceAccountTokenProjection

        type ConfigMapProjection
          items [KeyToPath]
          name string
          optional bool

        type SecretProjection
          items [KeyToPath]
          name string
          optional bool

        type DownwardAPIProjection
          items [DownwardAPIVolumeFile]

        type ServiceAccountTokenProjection
          audience string
          expirationSeconds long =3600
          path! string

        kind PersistentVolumeClaim: a wish for storage; the lab keeps it and gives none
          spec PersistentVolumeClaimSpec
          status PersistentVolumeClaimStatus

        type PersistentVolumeClaimSpec
          accessModes [string]
          dataSource TypedLocalObjectReference
          dataSourceRef TypedObjectReference
          resources VolumeResourceRequirements
          selector LabelSelector
          storageClassName string
          volumeAttributesClassName string
          volumeMode string ="Filesystem"
          volumeName string

        type VolumeResourceRequirements
          limits {quantity}
          requests {quantity}

        type TypedLocalObjectReference atomic
          apiGroup string
          kind! string
          name! string

        type TypedObjectReference
          apiGroup string
          kind! string
          name! string
          namespace string

        type PersistentVolumeClaimStatus
          accessModes [string]
          allocatedResourceStatuses {string}
          allocatedResources {quantity}
          capacity {quantity}
          conditions [PersistentVolumeClaimCondition] by(type)
          currentVolumeAttributesClassName string
          modifyVolumeStatus any
          phase string

        type PersistentVolumeClaimCondition
          lastProbeTime time
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string
        """;
}
