using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>Asks containers over HTTP, for probes and hooks.</summary>
internal sealed class HttpRequester : IDisposable
{
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            // Each request asks anew whether the container takes connections.
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions
            {
#pragma warning disable CA5359 // As a kubelet does: a probe asks whether the container answers, not who it is.
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
            },
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends the request that an httpGet describes; what is wrong comes back as a result.</summary>
    /// <param name="get">The httpGet of a probe or hook.</param>
    /// <param name="endpoint">Where the container listens.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProbeResult> GetAsync(DataNode get, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var scheme = get.TextAt("scheme") == "HTTPS" ? "https" : "http";
        var host = get.TextAt("host") is { Length: > 0 } own ? own : endpoint.Address.ToString();
        var path = get.TextAt("path") ?? "/";
        var text = string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{endpoint.Port}/{path.TrimStart('/')}");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return ProbeResult.Failed($"Get \"{text}\": this is not a URL");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.32");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        foreach (var header in get.ItemsAt("httpHeaders"))
        {
            request.Headers.TryAddWithoutValidation(header.TextAt("name") ?? "", header.TextAt("value") ?? "");
        }

        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var code = (int)response.StatusCode;
            return code is >= 200 and < 400
                ? ProbeResult.Ok
                : ProbeResult.Failed(string.Create(CultureInfo.InvariantCulture, $"HTTP probe failed with statuscode: {code}"));
        }
        catch (HttpRequestException e)
        {
            var cause = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? $"dial tcp {endpoint}: connect: connection refused"
                : (e.InnerException ?? e).Message;
            return ProbeResult.Failed($"Get \"{text}\": {cause}");
        }
    }

    /// <summary>Asks a gRPC server for its health (grpc.health.v1.Health/Check), over HTTP/2 without TLS as probes do.</summary>
    /// <param name="service">The name of the service that is meant; empty means the server as a whole.</param>
    /// <param name="endpoint">Where the container listens.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProbeResult> HealthAsync(string service, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{endpoint}/grpc.health.v1.Health/Check")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(HealthMessage.Request(service)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode && HealthMessage.IsServing(answer)
                ? ProbeResult.Ok
                : ProbeResult.Failed($"service unhealthy (responded with \"{HealthMessage.Describe(answer)}\")");
        }
        catch (HttpRequestException e)
        {
            return ProbeResult.Failed($"failed to connect service \"{endpoint}\": {(e.InnerException ?? e).Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
