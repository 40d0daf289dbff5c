using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Linux.Networking.Links;

/// <summary>Devices, addresses, routes and queueing disciplines of one network namespace.</summary>
public sealed class LinkConnection : IDisposable
{
    private const int NewLink = 16;
    private const int GetLink = 18;
    private const int GetAddress = 22;
    private const int GetRoute = 26;
    private const int GetNeighbour = 30;
    private const int NewQueue = 36;
    private const int DeleteQueue = 37;
    private const int GetQueue = 38;
    private const int NewFilter = 44;
    private const int LinkPart = 16;
    private const int AddressPart = 8;
    private const int RoutePart = 12;
    private const int QueuePart = 20;
    private const int NeighbourPart = 12;
    private const int IsUpFlag = 1;
    private const int IsLoopbackFlag = 8;

    private readonly NetlinkSocket _socket;

    private LinkConnection(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens it in the network namespace of this thread, for good.</summary>
    /// <exception cref="NetlinkException">There can be no such socket.</exception>
    public static LinkConnection Open() => new(NetlinkSocket.Open(NetlinkProtocol.Route));

    /// <summary>The devices.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ImmutableArray<NetworkLink> Links() =>
        [
            .. _socket
                .Dump(new NetlinkMessage(GetLink).Bytes(new byte[LinkPart]), "list devices")
                .Where(reply => reply.Type == NewLink)
                .Select(Link),
        ];

    /// <summary>The addresses of all devices.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ImmutableArray<LinkAddress> Addresses()
    {
        const int Peer = 1;
        const int Local = 2;
        var addresses = ImmutableArray.CreateBuilder<LinkAddress>();
        foreach (var reply in _socket.Dump(new NetlinkMessage(GetAddress).Bytes(new byte[AddressPart]), "list addresses"))
        {
            var attributes = reply.Attributes(AddressPart);
            var bytes = attributes.Find(Local) is { IsEmpty: false } local ? local : attributes.Find(Peer);
            if (bytes.Length is 4 or 16)
            {
                var link = BinaryPrimitives.ReadInt32LittleEndian(reply.Body.Span[4..]);
                addresses.Add(new LinkAddress(link, new IPAddress(bytes), reply.Body.Span[1]));
            }
        }

        return addresses.ToImmutable();
    }

    /// <summary>The routes of all tables.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ImmutableArray<NetworkRoute> Routes()
    {
        const int Version6 = 10;
        var routes = ImmutableArray.CreateBuilder<NetworkRoute>();
        foreach (var reply in _socket.Dump(new NetlinkMessage(GetRoute).Bytes(new byte[RoutePart]), "list routes"))
        {
            var part = reply.Body.Span;
            var attributes = reply.Attributes(RoutePart);
            routes.Add(
                new NetworkRoute(
                    Address(attributes.Find(1)),
                    part[1],
                    Address(attributes.Find(5)),
                    (int?)attributes.Native(4),
                    (int?)attributes.Native(15) ?? part[4],
                    part[7]
                )
                {
                    IsVersion6 = part[0] == Version6,
                }
            );
        }

        return routes.ToImmutable();
    }

    /// <summary>The addresses that have been found on the links, and are not known to be gone.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ImmutableArray<LinkAddress> Neighbours()
    {
        const int Alive = 0x02 | 0x04 | 0x08 | 0x10 | 0x80;
        var neighbours = ImmutableArray.CreateBuilder<LinkAddress>();
        foreach (var reply in _socket.Dump(new NetlinkMessage(GetNeighbour).Bytes(new byte[NeighbourPart]), "list neighbours"))
        {
            var part = reply.Body.Span;
            var address = Address(reply.Attributes(NeighbourPart).Find(1));
            if (address is not null && (BinaryPrimitives.ReadUInt16LittleEndian(part[8..]) & Alive) != 0)
            {
                neighbours.Add(
                    new LinkAddress(BinaryPrimitives.ReadInt32LittleEndian(part[4..]), address, address.GetAddressBytes().Length * 8)
                );
            }
        }

        return neighbours.ToImmutable();
    }

    /// <summary>The queueing disciplines of all devices.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ImmutableArray<QueueDiscipline> Queues()
    {
        var queues = ImmutableArray.CreateBuilder<QueueDiscipline>();
        foreach (var reply in _socket.Dump(new NetlinkMessage(GetQueue).Bytes(new byte[QueuePart]), "list queueing disciplines"))
        {
            var part = reply.Body.Span;
            var attributes = reply.Attributes(QueuePart);
            queues.Add(
                new QueueDiscipline(
                    BinaryPrimitives.ReadInt32LittleEndian(part[4..]),
                    attributes.Text(1) ?? "",
                    BinaryPrimitives.ReadUInt32LittleEndian(part[8..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(part[12..]),
                    attributes.Find(2).ToArray()
                )
            );
        }

        return queues.ToImmutable();
    }

    /// <summary>Adds a queueing discipline, or replaces one.</summary>
    /// <param name="queue">What and where; a handle of 0 lets the kernel choose.</param>
    /// <param name="replace">Whether one that is there is replaced; else it is an error.</param>
    /// <exception cref="NetlinkException">The kernel refused: it does not know the kind (ENOENT), or one is there (EEXIST).</exception>
    public void AddQueue(QueueDiscipline queue, bool replace = false)
    {
        var message = new NetlinkMessage(NewQueue, NetlinkFlags.Create | (replace ? NetlinkFlags.Replace : NetlinkFlags.Exclusive))
            .Bytes(Part(queue))
            .Text(1, queue.Kind);
        if (!queue.Options.IsEmpty)
        {
            message.Attribute(2, queue.Options.Span);
        }

        _ = _socket.Request(message, $"add queueing discipline '{queue.Kind}' to device {queue.Link}");
    }

    /// <summary>Has an eBPF program choose which packets go to a class of a queueing discipline.</summary>
    /// <param name="link">The device.</param>
    /// <param name="handle">The discipline's handle.</param>
    /// <param name="into">The class.</param>
    /// <param name="program">The program (<see cref="Bpf.PacketDropper.CreateClassifier"/>), which the filter keeps.</param>
    /// <param name="name">The filter's name, for people.</param>
    /// <exception cref="NetlinkException">The kernel refused, or has no cls_bpf (ENOENT).</exception>
    public void AddClassifier(int link, uint handle, uint into, Microsoft.Win32.SafeHandles.SafeFileHandle program, string name)
    {
        // struct tcmsg once more; its info is the filter's priority, and the protocol (any) in the network's order.
        const uint FirstOfAny = (1 << 16) | 0x0300;
        var part = Part(new QueueDiscipline(link, "bpf", 0, handle, default));
        BinaryPrimitives.WriteUInt32LittleEndian(part.AsSpan(16), FirstOfAny);
        _ = _socket.Request(
            new NetlinkMessage(NewFilter, NetlinkFlags.Create | NetlinkFlags.Exclusive)
                .Bytes(part)
                .Text(1, "bpf")
                .Nest(
                    2,
                    options =>
                        options
                            .Attribute(3, BitConverter.GetBytes(into))
                            .Attribute(6, BitConverter.GetBytes((int)program.DangerousGetHandle()))
                            .Text(7, name)
                ),
            $"add a filter to device {link}"
        );
    }

    /// <summary>Removes a queueing discipline; the kernel puts its default in the place of a root.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or there is none.</exception>
    public void RemoveQueue(QueueDiscipline queue) =>
        _ = _socket.Request(
            new NetlinkMessage(DeleteQueue).Bytes(Part(queue)),
            $"remove queueing discipline '{queue.Kind}' from device {queue.Link}"
        );

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // struct tcmsg: family, padding, device, handle, parent, info.
    private static byte[] Part(QueueDiscipline queue)
    {
        var part = new byte[QueuePart];
        BinaryPrimitives.WriteInt32LittleEndian(part.AsSpan(4), queue.Link);
        BinaryPrimitives.WriteUInt32LittleEndian(part.AsSpan(8), queue.Handle);
        BinaryPrimitives.WriteUInt32LittleEndian(part.AsSpan(12), queue.Parent);
        return part;
    }

    private static IPAddress? Address(ReadOnlySpan<byte> bytes) => bytes.Length is 4 or 16 ? new IPAddress(bytes) : null;

    // struct ifinfomsg: family, type, index, flags, changed flags.
    private static NetworkLink Link(NetlinkReply reply)
    {
        var part = reply.Body.Span;
        var attributes = reply.Attributes(LinkPart);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(part[8..]);
        // A device below that is in another namespace has the number that it has there.
        var isElsewhere = !attributes.Find(37).IsEmpty;
        return new NetworkLink(BinaryPrimitives.ReadInt32LittleEndian(part[4..]), attributes.Text(3) ?? "")
        {
            IsUp = (flags & IsUpFlag) != 0,
            IsLoopback = (flags & IsLoopbackFlag) != 0,
            Mtu = (int)(attributes.Native(4) ?? 0),
            QueueKind = attributes.Text(6),
            Master = (int?)attributes.Native(10),
            Lower = isElsewhere ? null : (int?)attributes.Native(5),
            Kind = attributes.In(18).Text(1),
        };
    }
}
