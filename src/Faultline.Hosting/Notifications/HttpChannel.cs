using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Notifications;

/// <summary>A server that is told by POST, with the event as JSON, or by a mere GET.</summary>
internal sealed class HttpChannel : IChannel
{
    private readonly DataObject _channel;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HttpChannel(DataObject channel, TimeProvider time)
    {
        _channel = channel;
        _time = time;
        _address = new Uri(channel.Text("url")!);
        // Whoever redirects would get the headers, and what they hold, somewhere else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience.Connect };
        if (channel["verify_tls"] is DataBoolean { Value: false })
        {
#pragma warning disable CA5359 // The user's settings say so.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // Of addresses that are keys themselves, the server alone may be said.
    public string Name => $"The notification channel at {_address.Scheme}://{_address.Authority}";

    public async Task<string?> TellAsync(DataObject happened, CancellationToken stop)
    {
        var forwards = _channel["forward_event_payload"] is not DataBoolean { Value: false };
        using var request = new HttpRequestMessage(forwards ? HttpMethod.Post : HttpMethod.Get, _address);
        if (forwards)
        {
            request.Content = new StringContent(JsonText.Write(happened, indent: 0), Encoding.UTF8);
            request.Content.Headers.ContentType = new("application/json");
        }

        if (_address.UserInfo.Length > 0)
        {
            var user = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(_address.UserInfo)));
            request.Headers.Authorization = new("Basic", user);
        }

        foreach (var header in (_channel["headers"] as DataObject ?? DataObject.Empty).Members)
        {
            var value = PythonText.Str(header.Value);
            if (!request.Headers.TryAddWithoutValidation(header.Key, value) && request.Content is { } content)
            {
                content.Headers.Remove(header.Key);
                content.Headers.TryAddWithoutValidation(header.Key, value);
            }
        }

        using var deadline = new CancellationTokenSource(Patience.Whole, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)response.StatusCode switch
            {
                < 300 => null,
                < 400 => $"it redirects (status {(int)response.StatusCode}), which is not followed; name the other address",
                _ => $"it answered with status {(int)response.StatusCode}",
            };
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"it did not answer within {Patience.Whole.TotalSeconds:0} s";
        }
    }

    public void Dispose() => _client.Dispose();
}
