using System.Net.WebSockets;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Access;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>
/// Carries requests to one cluster as one identity. What can be repeated is sent again when the server asks for a wait that fits
/// the deadline. Ends other than success are <see cref="KubernetesException"/> and <see cref="ClusterAccessException"/>.
/// </summary>
internal sealed class ApiTransport(ResolvedAccess access, HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private const int MostWaits = 5;

    private readonly HttpMessageInvoker _http = new(handler);
    private readonly string _root = access
        .Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        .TrimEnd('/');

    public ResolvedAccess Access => access;

    public TimeProvider Time => time;

    /// <summary>The answer's whole body.</summary>
    public async Task<byte[]> SendAsync(ApiRequest request, Deadline deadline)
    {
        using var response = await ExchangeAsync(request, deadline, isStream: false);
        return await response.Content.ReadAsByteArrayAsync(deadline.Token);
    }

    /// <summary>The answer's body as an object.</summary>
    public async Task<DataObject> SendForObjectAsync(ApiRequest request, Deadline deadline)
    {
        try
        {
            return JsonText.Parse(await SendAsync(request, deadline)) as DataObject ?? throw ApiErrors.NotKubernetes(request, access);
        }
        catch (DataSyntaxException)
        {
            throw ApiErrors.NotKubernetes(request, access);
        }
    }

    /// <summary>An answer whose body is still to come.</summary>
    public Task<HttpResponseMessage> OpenAsync(ApiRequest request, Deadline deadline) => ExchangeAsync(request, deadline, isStream: true);

    /// <summary>A WebSocket that speaks one of the protocols, by the same connection, proxy and identity as everything else.</summary>
    public async Task<WebSocket> ConnectAsync(ApiRequest request, IEnumerable<string> protocols, Deadline deadline)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            foreach (var protocol in protocols)
            {
                socket.Options.AddSubProtocol(protocol);
            }

            foreach (var (name, value) in Headers(await access.Credential.GetAsync(deadline.Stop)))
            {
                socket.Options.SetRequestHeader(name, value);
            }

            var address = new UriBuilder(_root + request.PathAndQuery) { Scheme = access.Server.Scheme == "https" ? "wss" : "ws" };
            await WithinAsync(request, deadline, () => socket.ConnectAsync(address.Uri, _http, deadline.Token));
            return socket;
        }
        catch (WebSocketException e)
        {
            var code = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw code is 0 or 101
                ? TransportErrors.Explain(
                    request,
                    access,
                    e.InnerException as HttpRequestException ?? new HttpRequestException(e.Message, e)
                )
                : ApiErrors.Explain(request, access, code, []);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection on which another protocol is spoken from now on, by the same proxy and identity as everything else.</summary>
    public async Task<Stream> UpgradeAsync(ApiRequest request, IEnumerable<KeyValuePair<string, string>> upgrade, Deadline deadline)
    {
        using var message = Message(request, await access.Credential.GetAsync(deadline.Stop));
        foreach (var (name, value) in upgrade)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage? response = null;
        await WithinAsync(request, deadline, async () => response = await _http.SendAsync(message, deadline.Token));
        if (response!.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            return await response.Content.ReadAsStreamAsync(deadline.Token);
        }

        using (response)
        {
            var body = Array.Empty<byte>();
            await WithinAsync(
                request,
                deadline,
                async () =>
                {
                    await response.Content.LoadIntoBufferAsync(KubernetesClient.MostBytes, deadline.Token);
                    body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
                }
            );
            throw ApiErrors.Explain(request, access, (int)response.StatusCode, body);
        }
    }

    /// <summary>Does a part of an exchange, with the reasons why it may fail in words.</summary>
    public async Task WithinAsync(ApiRequest request, Deadline deadline, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (HttpRequestException e)
        {
            throw TransportErrors.Explain(request, access, e);
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            throw new KubernetesException(
                $"cannot {request}: no answer from '{access.Description.Server}' ({access.Description.Source}) within {deadline.Length.TotalSeconds:0} s. "
                    + access.WhenUnreachable
            );
        }
    }

    /// <summary>A text without the secrets that were used so far.</summary>
    public string Redact(string text) =>
        access
            .Credential.Secrets.Where(secret => secret.Length > 3)
            .Aggregate(text, (current, secret) => current.Replace(secret, "***", StringComparison.Ordinal));

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> ExchangeAsync(ApiRequest request, Deadline deadline, bool isStream)
    {
        var identifiedAnew = false;
        for (var waits = 0; ; )
        {
            var identification = await access.Credential.GetAsync(deadline.Stop);
            var response = await SendOnceAsync(request, identification, deadline, isStream);
            var code = (int)response.StatusCode;
            if (code < 300)
            {
                return response;
            }

            using (response)
            {
                if (code == 401 && !identifiedAnew && access.Credential.Refused(identification))
                {
                    identifiedAnew = true;
                }
                else if (MayWait(request, response, deadline) is { } pause && waits++ < MostWaits)
                {
                    await WithinAsync(request, deadline, () => deadline.WaitAsync(pause));
                }
                else
                {
                    var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
                    throw ApiErrors.Explain(request, access, code, body, PauseOf(response));
                }
            }
        }
    }

    private TimeSpan? MayWait(ApiRequest request, HttpResponseMessage response, Deadline deadline) =>
        request.IsRepeatable && (int)response.StatusCode is 429 or 503 && PauseOf(response) is { } pause && pause < deadline.Remaining
            ? pause
            : null;

    private async Task<HttpResponseMessage> SendOnceAsync(
        ApiRequest request,
        Identification identification,
        Deadline deadline,
        bool isStream
    )
    {
        using var message = Message(request, identification);
        HttpResponseMessage? answer = null;
        try
        {
            await WithinAsync(
                request,
                deadline,
                async () =>
                {
                    answer = await _http.SendAsync(message, deadline.Token);
                    if (!isStream || !answer.IsSuccessStatusCode)
                    {
                        await answer.Content.LoadIntoBufferAsync(KubernetesClient.MostBytes, deadline.Token);
                    }
                }
            );
            return answer!;
        }
        catch
        {
            answer?.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Identification identification)
    {
        var message = new HttpRequestMessage(request.Method, _root + request.PathAndQuery);
        message.Options.Set(ApiRequest.Key, request);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        foreach (var (name, value) in Headers(identification))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body is not null)
        {
            message.Content = new StringContent(JsonText.Write(request.Body, indent: 0), Encoding.UTF8, request.ContentType);
        }

        return message;
    }

    private IEnumerable<KeyValuePair<string, string>> Headers(Identification identification)
    {
        yield return new("User-Agent", "faultline");
        if (identification.Authorization is { } authorization)
        {
            yield return new("Authorization", authorization);
        }

        foreach (var header in access.Impersonation)
        {
            yield return header;
        }

        if (access.Tls.ServerName is { } serverName)
        {
            // The runtime takes the name for TLS from here and from nowhere else.
            yield return new("Host", serverName);
        }
    }

    private TimeSpan? PauseOf(HttpResponseMessage response)
    {
        var pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}
