using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Client;

/// <summary>Sends requests to a proxy's API, and says in words what became of them.</summary>
internal sealed class ProxyApiTransport : IDisposable
{
    private const string LeaseHeader = "X-Faultline-Lease";
    private const string Starts = "'faultline proxy serve' starts one.";
    private const int MostBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ProxyApiAddress _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public ProxyApiTransport(ProxyApiAddress address, TimeProvider time)
    {
        (_address, _time) = (address, time);
        var handler = new SocketsHttpHandler
        {
            // Whoever redirects would get user and password somewhere else.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // What is on this machine is never behind the proxies of the environment.
            UseProxy = !address.IsLoopback,
        };
        _client = new HttpClient(handler)
        {
            BaseAddress = address.Url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostBytes,
        };
        // Browsers are refused by their name; a name of our own helps whoever reads a log.
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue("faultline")));
        if (address.Authorization is { } authorization)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", authorization);
        }
    }

    /// <summary>The answer; null where it is empty.</summary>
    public async Task<DataNode?> AskAsync(
        string? what,
        HttpMethod method,
        string path,
        DataObject? body,
        string? lease,
        CancellationToken stop
    )
    {
        var text = await TextAsync(what, method, path, body, lease, stop);
        return text.Length == 0 ? null : TryParse(text) ?? throw NotTheApi();
    }

    /// <summary>The text of an answer that says yes.</summary>
    public async Task<string> TextAsync(
        string? what,
        HttpMethod method,
        string path,
        DataObject? body,
        string? lease,
        CancellationToken stop
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(JsonText.Write(body, indent: 0), Encoding.UTF8, "application/json");
        }

        if (lease is not null)
        {
            request.Headers.TryAddWithoutValidation(LeaseHeader, lease);
        }

        return await PatientlyAsync(
            what,
            async either =>
            {
                using var response = await _client.SendAsync(request, either);
                var text = await response.Content.ReadAsStringAsync(either);
                return response.IsSuccessStatusCode ? text : throw Refusal(what, (int)response.StatusCode, text);
            },
            stop
        );
    }

    /// <summary>An answer without end, once it has begun.</summary>
    public Task<HttpResponseMessage> OpenAsync(string what, string path, CancellationToken stop) =>
        PatientlyAsync(
            what,
            async either =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    throw Refusal(what, (int)response.StatusCode, await response.Content.ReadAsStringAsync(either));
                }
            },
            stop
        );

    /// <summary>The value of a text; null where it is not JSON.</summary>
    public static DataNode? TryParse(string text)
    {
        try
        {
            return JsonText.Parse(text);
        }
        catch (DataSyntaxException)
        {
            return null;
        }
    }

    /// <summary>An answer of somebody else.</summary>
    public ProxyApiException NotTheApi() =>
        new($"What answers at {_address} is no proxy's API: its answer is not one that a Toxiproxy gives. Is the address right?");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<T> PatientlyAsync<T>(string? what, Func<CancellationToken, Task<T>> send, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return await send(either.Token);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(what, e);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ProxyApiException($"{Cannot(what)}The proxy at {_address} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private ProxyApiException Unreachable(string? what, HttpRequestException e)
    {
        var socket = e.InnerException as SocketException;
        var why = socket?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "Connection refused.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the name of the host is unknown.",
            _ => (e.InnerException ?? e).Message.TrimEnd('.') + ".",
        };
        return new ProxyApiException($"{Cannot(what)}The proxy at {_address} can't be reached: {why} {Starts}")
        {
            IsRefusedConnection = socket?.SocketErrorCode == SocketError.ConnectionRefused,
        };
    }

    private ProxyApiException Refusal(string? what, int status, string text)
    {
        var said = ((TryParse(text) as DataObject)?["error"] is DataString error ? error.Value : text).ReplaceLineEndings(" ").Trim();
        var remedy = status switch
        {
            401 => " Does the URL hold the right user and password?",
            404 when said.StartsWith("proxy", StringComparison.Ordinal) =>
                $" 'faultline proxy list --host {_address}' shows which there are.",
            >= 300 and < 400 => " It sends us elsewhere, which no proxy's API does. Is the address right?",
            _ => "",
        };
        return new ProxyApiException($"{Cannot(what)}The proxy at {_address} refuses: {said} ({status}).{remedy}", status) { Said = said };
    }

    private static string Cannot(string? what) => what is null ? "" : $"Can't {what}. ";
}
