using Faultline.Abstractions.Data;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Answers the requests that turn into streams to and from a pod.</summary>
internal interface IPodStreams
{
    /// <summary>
    /// Answers a GET or POST of exec, attach or portforward. Called after the token was checked and the pod was found; a
    /// <see cref="Objects.KubernetesException"/> thrown before the response has started becomes a Status.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="pod">The pod as it is now.</param>
    /// <param name="subresource">exec, attach or portforward.</param>
    /// <param name="end">Ends with the client or the lab.</param>
    Task AnswerAsync(HttpContext context, DataObject pod, string subresource, CancellationToken end);
}
