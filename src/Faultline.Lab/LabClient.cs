using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Files;
using Faultline.Lab.Objects;

namespace Faultline.Lab;

/// <summary>Talks to a lab that runs in another process: what <c>lab status</c>, <c>lab logs</c> and <c>lab down</c> need.</summary>
public sealed class LabClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client for the lab that this state describes.</summary>
    public LabClient(LabState state)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(state.AuthorityPath);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = state.ApiUrl,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(state.TokenPath).Trim()) },
        };
    }

    /// <summary>How the lab is doing.</summary>
    /// <exception cref="LabException">It does not answer.</exception>
    public async Task<LabStatus> StatusAsync(CancellationToken cancellationToken) =>
        LabStatusText.Read(JsonText.Parse(await SendAsync(HttpMethod.Get, ApiAccess.StatusPath, cancellationToken)));

    /// <summary>The last lines of a pod's log, each with its time.</summary>
    /// <param name="inNamespace">The pod's namespace.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="last">How many lines; null takes all that are kept (10,000).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LabException">The lab does not answer, or has no such log.</exception>
    public Task<string> LogAsync(string inNamespace, string pod, int? last, CancellationToken cancellationToken) =>
        LogAsync(inNamespace, pod, container: null, last, cancellationToken);

    /// <summary>The last lines of the log of one of a pod's containers, each with its time.</summary>
    /// <param name="inNamespace">The pod's namespace.</param>
    /// <param name="pod">The pod's name.</param>
    /// <param name="container">The container's name; null where the pod has only one.</param>
    /// <param name="last">How many lines; null takes all that are kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LabException">The lab does not answer, or has no such log.</exception>
    public Task<string> LogAsync(string inNamespace, string pod, string? container, int? last, CancellationToken cancellationToken)
    {
        var lines = last is { } count ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"&tailLines={count}") : "";
        var path =
            $"/api/v1/namespaces/{Uri.EscapeDataString(inNamespace)}/pods/{Uri.EscapeDataString(pod)}/log?timestamps=true{lines}{(container is null ? "" : "&container=" + Uri.EscapeDataString(container))}";
        return SendAsync(HttpMethod.Get, path, cancellationToken);
    }

    /// <summary>Kills every process on a node at once.</summary>
    /// <exception cref="LabException">The lab does not answer, has no such node, or it is down already.</exception>
    public Task KillNodeAsync(string node, CancellationToken cancellationToken) => NodeAsync(node, "kill", cancellationToken);

    /// <summary>Brings a node back that was killed.</summary>
    /// <exception cref="LabException">The lab does not answer, has no such node, or it runs.</exception>
    public Task StartNodeAsync(string node, CancellationToken cancellationToken) => NodeAsync(node, "start", cancellationToken);

    private Task<string> NodeAsync(string node, string what, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{ApiAccess.NodesPath}{Uri.EscapeDataString(node)}/{what}", cancellationToken);

    /// <summary>Asks the lab to end. It ends a moment later; <see cref="LabState.Read"/> finds nothing any more once it has.</summary>
    /// <exception cref="LabException">It does not answer.</exception>
    public Task StopAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, ApiAccess.StopPath, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? text
                : throw new LabException($"The lab at {_http.BaseAddress} refused: {JsonText.Parse(text).TextAt("message") ?? text}");
        }
        catch (HttpRequestException e)
        {
            throw new LabException($"The lab at {_http.BaseAddress} does not answer: {e.Message}");
        }
    }
}
