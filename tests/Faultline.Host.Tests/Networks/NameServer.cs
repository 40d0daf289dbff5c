using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;

namespace Faultline.Host.Tests.Networks;

/// <summary>A DNS server of a test's own at port 53 of a namespace. Answers that are long are given by TCP only.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int HeaderSize = 12;
    private const int MostInDatagram = 8;

    private readonly ConcurrentDictionary<string, IPAddress[]> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _datagrams;
    private readonly Socket _listener;
    private readonly Task _work;
    private int _questions;

    public NameServer(string name, IPAddress address)
    {
        using var network = NetworkNamespace.Named(name);
        _datagrams = network.Run(() => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        _datagrams.Bind(new IPEndPoint(address, 53));
        _listener = Traffic.Listen(name, address, 53);
        _work = Task.WhenAll(Task.Run(DatagramsAsync), Task.Run(StreamsAsync));
    }

    /// <summary>How many questions were answered.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Whether it fails with every question.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The addresses of a name from now on.</summary>
    public void Set(string name, params string[] addresses) => _names[name] = [.. addresses.Select(IPAddress.Parse)];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _datagrams.Dispose();
        _listener.Dispose();
        await _work;
        _end.Dispose();
    }

    private async Task DatagramsAsync()
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var from = await _datagrams.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                _ = await _datagrams.SendToAsync(
                    Answer(buffer.AsSpan(0, from.ReceivedBytes), MostInDatagram),
                    SocketFlags.None,
                    from.RemoteEndPoint
                );
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task StreamsAsync()
    {
        try
        {
            while (true)
            {
                using var peer = await _listener.AcceptAsync(_end.Token);
                await using var stream = new NetworkStream(peer);
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _end.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question, _end.Token);
                var answer = Answer(question, int.MaxValue);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                await stream.WriteAsync((byte[])[.. length, .. answer], _end.Token);
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> question, int most)
    {
        _ = Interlocked.Increment(ref _questions);
        var labels = new List<string>();
        var at = HeaderSize;
        for (; question[at] != 0; at += 1 + question[at])
        {
            labels.Add(System.Text.Encoding.ASCII.GetString(question.Slice(at + 1, question[at])));
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(question[(at + 1)..]);
        var size = type == 1 ? 4 : 16;
        var isKnown = _names.TryGetValue(string.Join('.', labels), out var addresses);
        var records = (addresses ?? []).Select(one => one.GetAddressBytes()).Where(one => one.Length == size).ToList();
        var isLong = records.Count > most;
        var answer = new List<byte>(question[..(at + 5)].ToArray());
        answer[2] = (byte)(0x81 | (isLong ? 2 : 0));
        answer[3] = (byte)(
            IsBroken ? 2
            : isKnown ? 0
            : 3
        );
        answer[7] = (byte)(isLong ? 0 : records.Count);
        foreach (var record in isLong ? [] : records)
        {
            answer.AddRange([0xc0, HeaderSize, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 1, 0, (byte)size, .. record]);
        }

        return [.. answer];
    }
}
