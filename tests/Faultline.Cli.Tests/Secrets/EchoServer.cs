using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Cli.Tests.Secrets;

/// <summary>Answers each request with all that it was sent, as plain text.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public EchoServer()
    {
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _serving = ServeAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var buffer = new byte[65_536];
                var request = "";
                // Headers, and a body of the tests' own that ends in a bracket.
                do
                {
                    request += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
                } while (
                    !request.Contains("\r\n\r\n", StringComparison.Ordinal)
                    || (request.StartsWith("POST", StringComparison.Ordinal) && !request.EndsWith('}'))
                );

                var body = Encoding.UTF8.GetBytes(request);
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
                    )
                );
                await stream.WriteAsync(body);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
