using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Host.Tests.Networks.Delay;

/// <summary>Sends back what each connection begins with, one byte for each, and swallows what is long.</summary>
internal sealed class TcpEcho : IDisposable
{
    private readonly Socket _listener;

    public TcpEcho(Socket listener)
    {
        _listener = listener;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        listener.Listen();
        new Thread(Run) { IsBackground = true, Name = "tcp echo" }.Start();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>How many milliseconds a connect takes, and the median request.</summary>
    public (double Connect, double Request) Measure(Socket socket, int requests)
    {
        using var client = socket;
        client.NoDelay = true;
        var begun = Stopwatch.GetTimestamp();
        client.Connect(EndPoint);
        var connect = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        var took = new List<double>();
        var answer = new byte[1];
        for (var i = 0; i < requests; i++)
        {
            begun = Stopwatch.GetTimestamp();
            client.Send([1]);
            client.Receive(answer);
            took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return (connect, took.Order().ElementAt(requests / 2));
    }

    /// <summary>How many Mbit/s are taken.</summary>
    public double Load(Socket socket, int bytes)
    {
        using var client = socket;
        client.Connect(EndPoint);
        var chunk = new byte[1 << 16];
        var begun = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < bytes; )
        {
            sent += client.Send(chunk);
        }

        client.Shutdown(SocketShutdown.Send);
        var buffer = new byte[1 << 16];
        while (client.Receive(buffer) > 0)
        {
            // The server's end comes when it has all.
        }

        return bytes * 8 / Stopwatch.GetElapsedTime(begun).TotalSeconds / 1e6;
    }

    public void Dispose() => _listener.Dispose();

    private void Run()
    {
        try
        {
            while (true)
            {
                var connection = _listener.Accept();
                connection.NoDelay = true;
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static void Serve(Socket connection)
    {
        using (connection)
        {
            try
            {
                var buffer = new byte[1 << 16];
                while (connection.Receive(buffer) is > 0 and var count)
                {
                    if (count == 1)
                    {
                        connection.Send(buffer.AsSpan(0, 1));
                    }
                }
            }
            catch (SocketException)
            {
                // The client is gone.
            }
        }
    }
}
