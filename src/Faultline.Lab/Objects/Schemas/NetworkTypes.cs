namespace Faultline.Lab.Objects.Schemas;

/// <summary>Networking, leases and roles. <see cref="TypeText"/> says how they are written.</summary>
internal static class NetworkTypes
{
    public const string Text = """
        package io.k8s.api.networking.v1 networking.k8s.io/v1

        kind NetworkPolicy: who may talk to whom
          spec NetworkPolicySpec

        type NetworkPolicySpec
          egress [NetworkPolicyEgressRule] # whom the pods may call
          ingress [NetworkPolicyIngressRule] # who may call the pods
          podSelector! LabelSelector # the pods that it is about
          policyTypes [string] # Ingress, Egress or both

        type NetworkPolicyIngressRule
          from [NetworkPolicyPeer]
          ports [NetworkPolicyPort]

        type NetworkPolicyEgressRule
          ports [NetworkPolicyPort]
          to [NetworkPolicyPeer]

        type NetworkPolicyPeer
          ipBlock IPBlock
          namespaceSelector LabelSelector
          podSelector LabelSelector

        type IPBlock
          cidr! string
          except [string]

        type NetworkPolicyPort
          endPort int
          port intstr
          protocol string ="TCP"

        kind Ingress: how requests from outside find services
          spec IngressSpec
          status IngressStatus

        type IngressSpec
          defaultBackend IngressBackend
          ingressClassName string
          rules [IngressRule]
          tls [IngressTLS]

        type IngressBackend
          resource TypedLocalObjectReference
          service IngressServiceBackend

        type IngressServiceBackend
          name! string
          port ServiceBackendPort

        type ServiceBackendPort atomic
          name string
          number int

        type IngressRule
          host string
          http HTTPIngressRuleValue

        type HTTPIngressRuleValue
          paths! [HTTPIngressPath]

        type HTTPIngressPath
          backend! IngressBackend
          path string
          pathType! string

        type IngressTLS
          hosts [string]
          secretName string

        type IngressStatus
          loadBalancer any

        kind IngressClass: who serves an ingress
          spec IngressClassSpec

        type IngressClassSpec
          controller string
          parameters IngressClassParametersReference

        type IngressClassParametersReference
          apiGroup string
          kind! string
          name! string
          namespace string
          scope string ="Cluster"

        package io.k8s.api.discovery.v1 discovery.k8s.io/v1

        kind EndpointSlice: some of the addresses behind a service
          addressType! string
          endpoints! [Endpoint]
          ports [EndpointPort]

        type Endpoint
          addresses! [string]
          conditions EndpointConditions
          deprecatedTopology {string}
          hints EndpointHints
          hostname string
          nodeName string
          targetRef ObjectReference
          zone string

        type EndpointConditions
          ready bool
          serving bool
          terminating bool

        type EndpointHints
          forZones [ForZone]

        type ForZone
          name! string

        type EndpointPort atomic
          appProtocol string
          name string =""
          port int
          protocol string ="TCP"

        package io.k8s.api.coordination.v1 coordination.k8s.io/v1

        kind Lease: who leads, and until when
          spec LeaseSpec

        type LeaseSpec
          acquireTime microtime
          holderIdentity string
          leaseDurationSeconds int
          leaseTransitions int
          preferredHolder string
          renewTime microtime
          strategy string

        package io.k8s.api.rbac.v1 rbac.authorization.k8s.io/v1

        kind Role: what may be done in a namespace; the lab keeps it and allows everything
          rules [PolicyRule]

        kind ClusterRole: what may be done everywhere; the lab keeps it and allows everything
          aggregationRule AggregationRule
          rules [PolicyRule]

        type PolicyRule
          apiGroups [string]
          nonResourceURLs [string]
          resourceNames [string]
          resources [string]
          verbs! [string]

        type AggregationRule
          clusterRoleSelectors [LabelSelector]

        kind RoleBinding: who has a role
          roleRef! RoleRef
          subjects [Subject]

        kind ClusterRoleBinding: who has a role everywhere
          roleRef! RoleRef
          subjects [Subject]

        type RoleRef atomic
          apiGroup! string ="rbac.authorization.k8s.io"
          kind! string
          name! string

        type Subject atomic
          apiGroup string
          kind! string
          name! string
          namespace string

        package io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1 apiextensions.k8s.io/v1

        kind CustomResourceDefinition: a kind of objects that the cluster does not know by itself
          spec! CustomResourceDefinitionSpec
          status CustomResourceDefinitionStatus

        type CustomResourceDefinitionSpec
          conversion CustomResourceConversion ={}
          group! string
          names! CustomResourceDefinitionNames
          preserveUnknownFields bool
          scope! string # Namespaced or Cluster
          versions! [CustomResourceDefinitionVersion]

        type CustomResourceConversion
          strategy string ="None"
          webhook any

        type CustomResourceDefinitionNames
          categories [string]
          kind! string
          listKind string
          plural! string
          shortNames [string]
          singular string

        type CustomResourceDefinitionVersion
          additionalPrinterColumns [CustomResourceColumnDefinition]
          deprecated bool
          deprecationWarning string
          name! string
          schema CustomResourceValidation
          selectableFields [any]
          served! bool
          storage! bool
          subresources CustomResourceSubresources

        type CustomResourceColumnDefinition
          description string
          format string
          jsonPath! string
          name! string
          priority int
          type! string

        type CustomResourceValidation
          openAPIV3Schema any

        type CustomResourceSubresources
          scale CustomResourceSubresourceScale
          status any

        type CustomResourceSubresourceScale
          labelSelectorPath string
          specReplicasPath! string
          statusReplicasPath! string

        type CustomResourceDefinitionStatus
          acceptedNames CustomResourceDefinitionNames
          conditions [CustomResourceDefinitionCondition] map(type)
          storedVersions [string]

        type CustomResourceDefinitionCondition
          lastTransitionTime time
          message string
          reason string
          status! string
          type! string
        """;
}
