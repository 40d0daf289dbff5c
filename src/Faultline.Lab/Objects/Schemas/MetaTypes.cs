namespace Faultline.Lab.Objects.Schemas;

/// <summary>The types that all groups share. <see cref="TypeText"/> says how they are written.</summary>
internal static class MetaTypes
{
    public const string Text = """
        package io.k8s.apimachinery.pkg.apis.meta.v1 v1

        type ObjectMeta: what every object says about itself
          annotations {string} @12 # words about the object that nothing selects by
          creationTimestamp time @8 # when it was created; set by the server
          deletionGracePeriodSeconds long @10 # how long the end may take; set by the server
          deletionTimestamp time @9 # when it is to be gone; set by the server
          finalizers [string] @14 set merge # who must agree before it goes
          generateName string @2 # the beginning of a name that the server completes
          generation long @7 # counts the changes of the wish
          labels {string} @11 # words that selectors look for
          managedFields [ManagedFieldsEntry] @17 # who set which field
          name string @1 # unique among its kind in its namespace
          namespace string @3 # where it lives
          ownerReferences [OwnerReference] @13 by(uid) # the objects with which it goes
          resourceVersion string @6 # changes with every change
          selfLink string @4
          uid string @5 # unique in time and space

        type ListMeta
          continue string @3
          remainingItemCount long @4
          resourceVersion string @2
          selfLink string @1

        type ManagedFieldsEntry
          apiVersion string @3
          fieldsType string @6
          fieldsV1 any @7
          manager string @1
          operation string @2
          subresource string @8
          time time @4

        type OwnerReference atomic
          apiVersion! string @5
          blockOwnerDeletion bool @7
          controller bool @6
          kind! string @1
          name! string @3
          uid! string @4

        type LabelSelector atomic: objects by their labels
          matchExpressions [LabelSelectorRequirement] @2 # all of them must hold
          matchLabels {string} @1 # all of them must be there

        type LabelSelectorRequirement
          key! string @1
          operator! string @2 # In, NotIn, Exists or DoesNotExist
          values [string] @3

        type Condition: one thing that holds of an object, or does not
          lastTransitionTime! time @4
          message! string @6
          observedGeneration long @3
          reason! string @5
          status! string @2 # True, False or Unknown
          type! string @1

        kind DeleteOptions: how to delete
          dryRun [string] @5
          gracePeriodSeconds long @1
          ignoreStoreReadErrorWithClusterBreakingPotential bool @6
          orphanDependents bool @3
          preconditions Preconditions @2
          propagationPolicy string @4

        type Preconditions
          resourceVersion string @2
          uid string @1

        kind Status: how a request went
          code int @6
          details StatusDetails @5
          message string @3
          reason string @4
          status string @2

        type StatusDetails
          causes [StatusCause] @4
          group string @2
          kind string @3
          name string @1
          retryAfterSeconds int @5
          uid string @6

        type StatusCause
          field string @3
          message string @2
          reason string @1

        package io.k8s.api.autoscaling.v1 autoscaling/v1

        kind Scale: how many pods an object wants and has
          spec ScaleSpec @2
          status ScaleStatus @3

        type ScaleSpec
          replicas int @1 # how many are wanted

        type ScaleStatus
          replicas! int @1 # how many there are
          selector string @2 # their labels, as a query

        package io.k8s.api.authorization.v1 authorization.k8s.io/v1

        kind SelfSubjectAccessReview: may I?
          spec! SelfSubjectAccessReviewSpec @2
          status any @3

        kind SubjectAccessReview: may they?
          spec! SubjectAccessReviewSpec @2
          status any @3

        kind LocalSubjectAccessReview: may they, in this namespace?
          spec! SubjectAccessReviewSpec @2
          status any @3

        kind SelfSubjectRulesReview: what may I?
          spec! SelfSubjectRulesReviewSpec @2
          status any @3

        type SelfSubjectAccessReviewSpec
          nonResourceAttributes NonResourceAttributes @2
          resourceAttributes ResourceAttributes @1

        type SubjectAccessReviewSpec
          extra any
          groups [string] @4
          nonResourceAttributes NonResourceAttributes @2
          resourceAttributes ResourceAttributes @1
          uid string @6
          user string @3

        type SelfSubjectRulesReviewSpec
          namespace string @1

        type NonResourceAttributes
          path string @1
          verb string @2

        type ResourceAttributes
          fieldSelector any @8
          group string @3
          labelSelector any @9
          name string @7
          namespace string @1
          resource string @5
          subresource string @6
          verb string @2
          version string @4

        package io.k8s.api.authentication.v1 authentication.k8s.io/v1

        kind TokenReview: whose token is this?
          spec! TokenReviewSpec @2
          status any @3

        kind TokenRequest: a token for a service account
          spec! TokenRequestSpec @2
          status any @3

        kind SelfSubjectReview: who am I?
          status any @2

        type TokenReviewSpec
          audiences [string] @2
          token string @1

        type TokenRequestSpec
          audiences! [string] @1
          boundObjectRef BoundObjectReference @3
          expirationSeconds long @4

        type BoundObjectReference
          apiVersion string @2
          kind string @1
          name string @3
          uid string @4
        """;
}
