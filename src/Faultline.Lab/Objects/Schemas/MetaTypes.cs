namespace Faultline.Lab.Objects.Schemas;

/// <summary>The types that all groups share. <see cref="TypeText"/> says how they are written.</summary>
internal static class MetaTypes
{
    public const string Text = """
        package io.k8s.apimachinery.pkg.apis.meta.v1 v1

        type ObjectMeta: what every object says about itself
          annotations {string} # words about the object that nothing selects by
          creationTimestamp time # when it was created; set by the server
          deletionGracePeriodSeconds long # how long the end may take; set by the server
          deletionTimestamp time # when it is to be gone; set by the server
          finalizers [string] set merge # who must agree before it goes
          generateName string # the beginning of a name that the server completes
          generation long # counts the changes of the wish
          labels {string} # words that selectors look for
          managedFields [ManagedFieldsEntry] # who set which field
          name string # unique among its kind in its namespace
          namespace string # where it lives
          ownerReferences [OwnerReference] by(uid) # the objects with which it goes
          resourceVersion string # changes with every change
          selfLink string
          uid string # unique in time and space

        type ListMeta
          continue string
          remainingItemCount long
          resourceVersion string
          selfLink string

        type ManagedFieldsEntry
          apiVersion string
          fieldsType string
          fieldsV1 any
          manager string
          operation string
          subresource string
          time time

        type OwnerReference atomic
          apiVersion! string
          blockOwnerDeletion bool
          controller bool
          kind! string
          name! string
          uid! string

        type LabelSelector atomic: objects by their labels
          matchExpressions [LabelSelectorRequirement] # all of them must hold
          matchLabels {string} # all of them must be there

        type LabelSelectorRequirement
          key! string
          operator! string # In, NotIn, Exists or DoesNotExist
          values [string]

        type Condition: one thing that holds of an object, or does not
          lastTransitionTime! time
          message! string
          observedGeneration long
          reason! string
          status! string # True, False or Unknown
          type! string

        kind DeleteOptions: how to delete
          dryRun [string]
          gracePeriodSeconds long
          orphanDependents bool
          preconditions Preconditions
          propagationPolicy string

        type Preconditions
          resourceVersion string
          uid string

        kind Status: how a request went
          code int
          details StatusDetails
          message string
          reason string
          status string

        type StatusDetails
          causes [StatusCause]
          group string
          kind string
          name string
          retryAfterSeconds int
          uid string

        type StatusCause
          field string
          message string
          reason string

        package io.k8s.api.autoscaling.v1 autoscaling/v1

        kind Scale: how many pods an object wants and has
          spec ScaleSpec
          status ScaleStatus

        type ScaleSpec
          replicas int # how many are wanted

        type ScaleStatus
          replicas! int # how many there are
          selector string # their labels, as a query

        package io.k8s.api.authorization.v1 authorization.k8s.io/v1

        kind SelfSubjectAccessReview: may I?
          spec! any
          status any

        kind SubjectAccessReview: may they?
          spec! any
          status any

        kind LocalSubjectAccessReview: may they, in this namespace?
          spec! any
          status any

        kind SelfSubjectRulesReview: what may I?
          spec! any
          status any

        package io.k8s.api.authentication.v1 authentication.k8s.io/v1

        kind TokenReview: whose token is this?
          spec! any
          status any

        kind TokenRequest: a token for a service account
          spec! any
          status any

        kind SelfSubjectReview: who am I?
          status any
        """;
}
