using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>
/// Runs commands over WebSockets, and over SPDY where the server, or one on the way to it, takes no WebSocket: old servers do not,
/// and old roles allow to create an exec and not to get one. What worked is remembered.
/// </summary>
internal sealed class AnyExecChannel(IExecChannel webSocket, IExecChannel spdy) : IExecChannel
{
    private volatile bool _needsSpdy;

    public async Task<ExecAnswer> RunAsync(ExecRequest request, Deadline deadline)
    {
        if (_needsSpdy)
        {
            return await spdy.RunAsync(request, deadline);
        }

        KubernetesException refusal;
        try
        {
            return await webSocket.RunAsync(request, deadline);
        }
        catch (KubernetesException e) when (e.StatusCode is 200 or 400 or 403 or 405 or 426 or 501)
        {
            // The answer to the request itself: nothing was started yet.
            refusal = e;
        }

        try
        {
            var answer = await spdy.RunAsync(request, deadline);
            _needsSpdy = true;
            return answer;
        }
        catch (KubernetesException e) when (e.StatusCode is 403 or 404 or 405 or 426 or 501)
        {
            // No way at all: what was said of the first one counts.
            throw refusal;
        }
    }
}
