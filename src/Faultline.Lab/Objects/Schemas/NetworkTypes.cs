namespace Faultline.Lab.Objects.Schemas;

/// <summary>Networking, leases and roles. <see cref="TypeText"/> says how they are written.</summary>
internal static class NetworkTypes
{
    public const string Text = """
        package io.k8s.api.networking.v1 networking.k8s.io/v1

        kind NetworkPolicy: who may talk to whom
          spec NetworkPolicySpec @2

        type NetworkPolicySpec
          egress [NetworkPolicyEgressRule] @3 # whom the pods may call
          ingress [NetworkPolicyIngressRule] @2 # who may call the pods
          podSelector! LabelSelector @1 # the pods that it is about
          policyTypes [string] @4 # Ingress, Egress or both

        type NetworkPolicyIngressRule
          from [NetworkPolicyPeer] @2
          ports [NetworkPolicyPort] @1

        type NetworkPolicyEgressRule
          ports [NetworkPolicyPort] @1
          to [NetworkPolicyPeer] @2

        type NetworkPolicyPeer
          ipBlock IPBlock @3
          namespaceSelector LabelSelector @2
          podSelector LabelSelector @1

        type IPBlock
          cidr! string @1
          except [string] @2

        type NetworkPolicyPort
          endPort int @3
          port intstr @2
          protocol string @1 ="TCP"

        kind Ingress: how requests from outside find services
          spec IngressSpec @2
          status IngressStatus @3

        type IngressSpec
          defaultBackend IngressBackend @1
          ingressClassName string @4
          rules [IngressRule] @3
          tls [IngressTLS] @2

        type IngressBackend
          resource TypedLocalObjectReference @3
          service IngressServiceBackend @4

        type IngressServiceBackend
          name! string @1
          port ServiceBackendPort @2

        type ServiceBackendPort atomic
          name string @1
          number int @2

        type IngressRule
          host string @1
          http HTTPIngressRuleValue @2.1

        type HTTPIngressRuleValue
          paths! [HTTPIngressPath] @1

        type HTTPIngressPath
          backend! IngressBackend @2
          path string @1
          pathType! string @3

        type IngressTLS
          hosts [string] @1
          secretName string @2

        type IngressStatus
          loadBalancer any @1

        kind IngressClass: who serves an ingress
          spec IngressClassSpec @2

        type IngressClassSpec
          controller string @1
          parameters IngressClassParametersReference @2

        type IngressClassParametersReference
          apiGroup string @1
          kind! string @2
          name! string @3
          namespace string @5
          scope string @4 ="Cluster"

        package io.k8s.api.discovery.v1 discovery.k8s.io/v1

        kind EndpointSlice: some of the addresses behind a service
          addressType! string @4
          endpoints! [Endpoint] @2
          ports [EndpointPort] @3

        type Endpoint
          addresses! [string] @1
          conditions EndpointConditions @2
          deprecatedTopology {string} @5
          hints EndpointHints @8
          hostname string @3
          nodeName string @6
          targetRef ObjectReference @4
          zone string @7

        type EndpointConditions
          ready bool @1
          serving bool @2
          terminating bool @3

        type EndpointHints
          forZones [ForZone] @1

        type ForZone
          name! string @1

        type EndpointPort atomic
          appProtocol string @4
          name string @1 =""
          port int @3
          protocol string @2 ="TCP"

        package io.k8s.api.coordination.v1 coordination.k8s.io/v1

        kind Lease: who leads, and until when
          spec LeaseSpec @2

        type LeaseSpec
          acquireTime microtime @3
          holderIdentity string @1
          leaseDurationSeconds int @2
          leaseTransitions int @5
          preferredHolder string @7
          renewTime microtime @4
          strategy string @6

        package io.k8s.api.rbac.v1 rbac.authorization.k8s.io/v1

        kind Role: what may be done in a namespace; the lab keeps it and allows everything
          rules [PolicyRule] @2

        kind ClusterRole: what may be done everywhere; the lab keeps it and allows everything
          aggregationRule AggregationRule @3
          rules [PolicyRule] @2

        type PolicyRule
          apiGroups [string] @2
          nonResourceURLs [string] @5
          resourceNames [string] @4
          resources [string] @3
          verbs! [string] @1

        type AggregationRule
          clusterRoleSelectors [LabelSelector] @1

        kind RoleBinding: who has a role
          roleRef! RoleRef @3
          subjects [Subject] @2

        kind ClusterRoleBinding: who has a role everywhere
          roleRef! RoleRef @3
          subjects [Subject] @2

        type RoleRef atomic
          apiGroup! string @1 ="rbac.authorization.k8s.io"
          kind! string @2
          name! string @3

        type Subject atomic
          apiGroup string @2
          kind! string @1
          name! string @3
          namespace string @4

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
