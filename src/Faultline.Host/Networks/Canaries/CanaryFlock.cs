using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Packets;

namespace Faultline.Host.Networks.Canaries;

/// <summary>
/// Sends canaries from within a network namespace and sees how many leave it. A canary is a header and eight
/// bytes to know it by; it lives for one hop, and its checksum is wrong (but for ICMPv6, whose the kernel sets), so that nobody acts on it.
/// </summary>
internal sealed class CanaryFlock
{
    private const int Ip4Header = 20;
    private const int Ip6Header = 40;
    private const int TcpHeader = 20;
    private const int ShortHeader = 8;
    private const byte TcpReset = 4;
    private const int PacketsPerBreath = 50;
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly NetworkNamespace _network;
    private readonly TimeProvider _time;
    private readonly uint _word;

    /// <summary>Makes a flock.</summary>
    /// <param name="network">The namespace.</param>
    /// <param name="id">The effect's name, by which its canaries are told from others'.</param>
    /// <param name="time">The clock.</param>
    public CanaryFlock(NetworkNamespace network, string id, TimeProvider time)
    {
        (_network, _time) = (network, time);
        // FNV-1a: the same in every process, as a string's own hash is not.
        _word = id.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619));
    }

    /// <summary>Is shown each socket before it sends.</summary>
    public Action<Socket> Include { get; set; } = _ => { };

    /// <summary>Sends canaries.</summary>
    /// <param name="route">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>How many of those that could be sent have left; null where none could be sent.</returns>
    /// <exception cref="IOException">They can't be watched.</exception>
    public async Task<CanaryCount?> FlyAsync(CanaryRoute route, int count, CancellationToken stop)
    {
        var isVersion6 = route.Address.AddressFamily == AddressFamily.InterNetworkV6;
        var header = route.Protocol == IpProtocol.Tcp ? TcpHeader : ShortHeader;
        using var tap = _network.Run(() => WireTap.Open(_word, (isVersion6 ? Ip6Header : Ip4Header) + header));
        Socket socket;
        try
        {
            socket = _network.Run(() => new Socket(route.Address.AddressFamily, SocketType.Raw, Protocol(route.Protocol, isVersion6)));
        }
        catch (SocketException exception)
        {
            throw new IOException($"canaries can't be sent: {exception.Message}", exception);
        }

        using (socket)
        {
            Include(socket);
            socket.Ttl = 1;
            var packet = new byte[header + (2 * sizeof(uint))];
            Write(packet, route, isVersion6);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(header), _word);
            var sent = 0;
            var refused = 0;
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(header + sizeof(uint)), i);
                try
                {
                    _ = await socket.SendToAsync(packet, new IPEndPoint(route.Address, 0), stop);
                    sent++;
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
                {
                    // A drop before the device shows itself to the sender.
                    sent++;
                    refused++;
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
                {
                    // So the kernel speaks of drops at the device to raw IPv6 sockets, and to no others.
                    sent++;
                }
                catch (SocketException)
                {
                    return null;
                }

                if (i % PacketsPerBreath == PacketsPerBreath - 1)
                {
                    await Task.Delay(Poll, _time, stop);
                }
            }

            var left = tap.Count();
            for (var waited = TimeSpan.Zero; left < sent && waited < Settle; waited += Poll)
            {
                await Task.Delay(Poll, _time, stop);
                left = tap.Count();
            }

            return new CanaryCount(sent, left, refused);
        }
    }

    /// <summary>Sends canaries and takes the time until each leaves.</summary>
    /// <param name="route">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="patience">For how long the last is waited for.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The milliseconds of those that left, the shortest first; none where none could be sent.</returns>
    /// <exception cref="IOException">They can't be watched.</exception>
    public async Task<IReadOnlyList<double>> TimeAsync(CanaryRoute route, int count, TimeSpan patience, CancellationToken stop)
    {
        var isVersion6 = route.Address.AddressFamily == AddressFamily.InterNetworkV6;
        var header = route.Protocol == IpProtocol.Tcp ? TcpHeader : ShortHeader;
        var packet = new byte[header + (2 * sizeof(uint))];
        Write(packet, route, isVersion6);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(header), _word);
        using var tap = _network.Run(() => WireTap.Open(_word, (isVersion6 ? Ip6Header : Ip4Header) + header));
        using var socket = _network.Run(() =>
            new Socket(route.Address.AddressFamily, SocketType.Raw, Protocol(route.Protocol, isVersion6))
        );
        socket.Ttl = 1;
        var took = new List<double>();
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(header + sizeof(uint)), i);
            var sent = _time.GetTimestamp();
            try
            {
                _ = await socket.SendToAsync(packet, new IPEndPoint(route.Address, 0), stop);
            }
            catch (SocketException)
            {
                return [];
            }

            // One after the other: so it is known which has left.
            var isLeft = false;
            while (!isLeft && _time.GetElapsedTime(sent) < patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), _time, stop);
                isLeft = tap.Count() > took.Count;
            }

            if (!isLeft)
            {
                break;
            }

            took.Add(_time.GetElapsedTime(sent).TotalMilliseconds);
        }

        took.Sort();
        return took;
    }

    private static ProtocolType Protocol(IpProtocol protocol, bool isVersion6) =>
        protocol switch
        {
            IpProtocol.Tcp => ProtocolType.Tcp,
            IpProtocol.Udp => ProtocolType.Udp,
            _ => isVersion6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp,
        };

    private static void Write(Span<byte> packet, CanaryRoute route, bool isVersion6)
    {
        const ushort WrongSum = 0x0bad;
        switch (route.Protocol)
        {
            case IpProtocol.Tcp:
                BinaryPrimitives.WriteUInt16BigEndian(packet, route.LocalPort);
                BinaryPrimitives.WriteUInt16BigEndian(packet[2..], route.RemotePort);
                packet[12] = (TcpHeader / 4) << 4;
                packet[13] = TcpReset;
                BinaryPrimitives.WriteUInt16BigEndian(packet[16..], WrongSum);
                break;
            case IpProtocol.Udp:
                BinaryPrimitives.WriteUInt16BigEndian(packet, route.LocalPort);
                BinaryPrimitives.WriteUInt16BigEndian(packet[2..], route.RemotePort);
                BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)packet.Length);
                BinaryPrimitives.WriteUInt16BigEndian(packet[6..], WrongSum);
                break;
            default:
                packet[0] = isVersion6 ? (byte)128 : (byte)8;
                BinaryPrimitives.WriteUInt16BigEndian(packet[2..], WrongSum);
                break;
        }
    }
}

/// <summary>What became of canaries.</summary>
/// <param name="Sent">How many were sent.</param>
/// <param name="Left">How many were seen to leave.</param>
/// <param name="Refused">How many the sender was told could not be sent.</param>
internal sealed record CanaryCount(int Sent, int Left, int Refused)
{
    /// <summary>How many did not leave.</summary>
    public int Lost => Sent - Left;
}
