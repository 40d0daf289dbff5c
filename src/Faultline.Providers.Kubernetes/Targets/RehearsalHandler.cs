using System.Net;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>
/// Lets questions through to the server, and nothing else: what would change something is noted, and answered as if it had been
/// done. This is the one gate of a plan; a request that it does not know for a question never passes.
/// </summary>
internal sealed class RehearsalHandler(HttpMessageInvoker server, Rehearsal rehearsal, PlannedWorld world) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.Options.TryGetValue(ApiRequest.Key, out var known)
            ? known
            : throw new InvalidOperationException("A request of unknown purpose.");
        if (Reviews.IsReview(asked))
        {
            return await server.SendAsync(request, cancellationToken);
        }

        if (request.Method != HttpMethod.Get)
        {
            rehearsal.Wrote(asked);
            world.Leave(asked);
            return Answer(asked.Body as DataObject ?? DataObject.Of(("kind", "Status"), ("status", "Success")));
        }

        // A command in a pod is asked for with GET, too; it has a channel of its own, which is not used here.
        if (asked.Verb is not ("get" or "list") || asked.Subresource is not (null or "log"))
        {
            throw new RehearsalOverException();
        }

        rehearsal.Looked(asked);
        try
        {
            var response = await server.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode is 401 or 403 or 429 or >= 500)
            {
                rehearsal.FailedToLook();
            }

            return await world.SeeAsync(asked, response, cancellationToken);
        }
        catch (HttpRequestException)
        {
            rehearsal.FailedToLook();
            throw;
        }
        catch (OperationCanceledException)
        {
            rehearsal.FailedToLook();
            throw;
        }
    }

    internal static HttpResponseMessage Answer(DataObject body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(JsonText.Write(body, indent: 0), Encoding.UTF8, "application/json") };
}
