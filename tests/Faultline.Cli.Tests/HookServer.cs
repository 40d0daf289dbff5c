using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Tests;

/// <summary>A server that notes what it is told, and answers with a status; with none it never answers.</summary>
internal sealed class HookServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string? _status;

    public HookServer(string? status = "200 OK")
    {
        _status = status;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public string Address => $"http://{_listener.LocalEndpoint}/hook";

    /// <summary>The heads and bodies of requests, in order.</summary>
    public ConcurrentQueue<(string Head, string Body)> Requests { get; } = [];

    /// <summary>The events that were posted, in order.</summary>
    public List<DataObject> Events => [.. Requests.Where(r => r.Body.Length > 0).Select(r => (DataObject)JsonText.Parse(r.Body))];

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(client));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var head = new StringBuilder();
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            head.AppendLine(line);
            length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(line[15..]) : length;
        }

        var body = new char[length];
        if (length > 0)
        {
            await reader.ReadBlockAsync(body);
        }

        Requests.Enqueue((head.ToString(), Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body))));
        if (_status is null)
        {
            await reader.ReadToEndAsync();
            return;
        }

        await client
            .GetStream()
            .WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {_status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }
}
