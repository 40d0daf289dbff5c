using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Engine.Tests.Documents;

/// <summary>An HTTP server on a free port of this machine that answers every request with the same bytes; null never answers.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<string> _request = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpClient> _clients = [];

    public FakeServer(string? answer)
    {
        _listener.Start();
        _ = ServeAsync(answer);
    }

    public string Address => $"http://{_listener.LocalEndpoint}/experiment";

    /// <summary>The head of the first request, once it has come.</summary>
    public Task<string> Request => _request.Task;

    public static string Answer(string status, string? contentType, string body)
    {
        var type = contentType is null ? "" : $"Content-Type: {contentType}\r\n";
        return $"HTTP/1.1 {status}\r\n{type}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }

    public void Dispose()
    {
        _listener.Dispose();
        _clients.ForEach(client => client.Dispose());
    }

    private async Task ServeAsync(string? answer)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                var head = new StringBuilder();
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                {
                    head.Append(line).Append('\n');
                }

                _request.TrySetResult(head.ToString());
                if (answer is not null)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                    client.Dispose();
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
