using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>"May I?" Whoever has the token may.</summary>
internal static class AccessReview
{
    public const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /// <summary>The review with its answer.</summary>
    /// <exception cref="KubernetesException">The request is none.</exception>
    public static async Task<DataObject> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            throw KubernetesException.MethodNotAllowed();
        }

        var review = await RequestBody.ReadAsync(request, cancellationToken);
        return DataObject.Of(
            ("kind", "SelfSubjectAccessReview"),
            ("apiVersion", "authorization.k8s.io/v1"),
            ("metadata", DataObject.Empty),
            ("spec", review.At("spec") ?? DataObject.Empty),
            ("status", DataObject.Of(("allowed", true), ("reason", "the lab allows everything to whoever has its token")))
        );
    }
}
