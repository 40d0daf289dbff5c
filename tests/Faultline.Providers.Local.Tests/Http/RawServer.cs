using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Providers.Local.Tests.Http;

/// <summary>A server that breaks the rules: what happens on each connection is up to the test.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _accepting;
    private int _connections;

    public RawServer(Func<RawConnection, Task> serve)
    {
        _listener.Start();
        _accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/");

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<RawConnection, Task> serve)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _clients.Add(client);
            var number = Interlocked.Increment(ref _connections);
            _ = ServeAsync(serve, new RawConnection(client, number));
        }
    }

    // A connection ends when its script does, unless the script asked for more.
    private static async Task ServeAsync(Func<RawConnection, Task> serve, RawConnection connection)
    {
        try
        {
            await serve(connection);
            connection.Client.Dispose();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            connection.Client.Dispose();
        }
    }
}

/// <summary>One connection to a <see cref="RawServer"/>; the first has number 1.</summary>
internal sealed record RawConnection(TcpClient Client, int Number)
{
    /// <summary>Reads the head of a request.</summary>
    public async Task ReadAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await Client.GetStream().ReadAsync(buffer);
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            if (count == 0)
            {
                throw new IOException("The client went away.");
            }
        }
    }

    /// <summary>Writes what the text's Latin-1 bytes are.</summary>
    public async Task WriteAsync(string text) => await Client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Answers with a whole response.</summary>
    public async Task AnswerAsync(string body)
    {
        await ReadAsync();
        await WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Breaks the connection off, so that the other side sees a reset.</summary>
    public void Reset()
    {
        Client.LingerState = new LingerOption(true, 0);
        Client.Client.Close(0);
    }
}
