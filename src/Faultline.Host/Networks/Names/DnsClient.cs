using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Faultline.Linux.Networking.Namespaces;

namespace Faultline.Host.Networks.Names;

/// <summary>Asks the servers of a network namespace, from within.</summary>
/// <param name="network">The namespace.</param>
/// <param name="chance">From which the numbers of questions are drawn.</param>
/// <param name="time">The clock.</param>
internal sealed class DnsClient(NetworkNamespace network, Random chance, TimeProvider time)
{
    private const int DatagramSize = 4096;

    /// <summary>Asks one server after the other until one has an answer.</summary>
    /// <exception cref="IOException">None has.</exception>
    public async Task<DnsAnswer> AskAsync(ResolverSettings settings, string name, ushort type, CancellationToken stop)
    {
        var failures = new List<string>();
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            failures.Clear();
            foreach (var server in settings.Servers)
            {
                try
                {
                    var answer = await AskAsync(server, settings.Timeout, name, type, stop);
                    if (answer.Kind is DnsAnswerKind.Found or DnsAnswerKind.NoSuchName)
                    {
                        return answer;
                    }

                    failures.Add($"{server} answered {Word(answer.Code)}");
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    failures.Add($"{server} did not answer in {settings.Timeout.TotalSeconds} s");
                }
                catch (Exception failure) when (failure is SocketException or IOException)
                {
                    failures.Add($"{server}: {failure.Message}");
                }
            }
        }

        throw new IOException(string.Join("; ", failures));
    }

    private static string Word(int code) =>
        code switch
        {
            1 => "FORMERR",
            2 => "SERVFAIL",
            4 => "NOTIMP",
            5 => "REFUSED",
            _ => $"code {code}",
        };

    private async Task<DnsAnswer> AskAsync(IPEndPoint server, TimeSpan timeout, string name, ushort type, CancellationToken stop)
    {
        var question =
            DnsMessage.Question((ushort)chance.Next(ushort.MaxValue + 1), name, type)
            ?? throw new IOException($"'{name}' can't be asked for");
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        var answer = await ByDatagramAsync(server, question, either.Token);
        return answer.Kind == DnsAnswerKind.Truncated ? await ByStreamAsync(server, question, either.Token) : answer;
    }

    private async Task<DnsAnswer> ByDatagramAsync(IPEndPoint server, byte[] question, CancellationToken stop)
    {
        using var socket = network.Run(() => new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        await socket.ConnectAsync(server, stop);
        _ = await socket.SendAsync(question, stop);
        var buffer = new byte[DatagramSize];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, stop);
            if (DnsMessage.Read(buffer.AsSpan(0, count), question) is { } answer)
            {
                return answer;
            }
        }
    }

    private async Task<DnsAnswer> ByStreamAsync(IPEndPoint server, byte[] question, CancellationToken stop)
    {
        using var socket = network.Run(() => new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(server, stop);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], stop);
        await stream.ReadExactlyAsync(length, stop);
        var buffer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(buffer, stop);
        return DnsMessage.Read(buffer, question) is { Kind: not DnsAnswerKind.Truncated } answer
            ? answer
            : throw new IOException("the answer makes no sense");
    }
}
