using System.Buffers.Binary;
using System.Text;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Linux.Networking.Nftables;

/// <summary>
/// A rule as it is written: conditions and deeds from left to right, the first that does not hold ends it. What is loaded stands in
/// one register and is compared by what follows.
/// <code>
/// new NftRule("lost").Protocol(6).Payload(NftHeader.Network, 16, 4).In("hosts").Share(0.3).Counter().Drop()
/// </code>
/// </summary>
/// <param name="comment">A word by which it is found in a dump.</param>
public sealed class NftRule(string comment)
{
    private const int Element = 1;
    private const int Name = 1;
    private const int Data = 2;
    private const int Register = 1;
    private const int VerdictRegister = 0;
    private const int DeviceNameSize = 16;
    private const int ShareScale = 1_000_000;

    private readonly List<(string Name, Action<NetlinkMessage> Write)> _expressions = [];

    /// <summary>By which it is found in a dump.</summary>
    public string Comment => comment;

    /// <summary>Loads what is known of the packet.</summary>
    public NftRule Meta(NftMeta key) => Add("meta", data => data.Big(2, (uint)key).Big(1, Register));

    /// <summary>Loads bytes of the packet. A packet that has none there ends the rule.</summary>
    public NftRule Payload(NftHeader header, int offset, int length) =>
        Add("payload", data => data.Big(1, Register).Big(2, (uint)header).Big(3, (uint)offset).Big(4, (uint)length));

    /// <summary>Clears the bits of what is loaded that the mask does not have.</summary>
    public NftRule Mask(params byte[] mask) =>
        Add(
            "bitwise",
            data =>
                data.Big(1, Register)
                    .Big(2, Register)
                    .Big(3, (uint)mask.Length)
                    .Nest(4, value => value.Attribute(1, mask))
                    .Nest(5, value => value.Attribute(1, new byte[mask.Length]))
        );

    /// <summary>Goes on where what is loaded compares so.</summary>
    public NftRule Compare(NftComparison comparison, params byte[] value) =>
        Add("cmp", data => data.Big(1, Register).Big(2, (uint)comparison).Nest(3, nested => nested.Attribute(1, value)));

    /// <summary>Goes on where what is loaded is this.</summary>
    public NftRule Is(params byte[] value) => Compare(NftComparison.Equal, value);

    /// <summary>Goes on where what is loaded lies between, both included.</summary>
    public NftRule Between(byte[] from, byte[] to) =>
        Add(
            "range",
            data => data.Big(1, Register).Big(2, 0).Nest(3, nested => nested.Attribute(1, from)).Nest(4, nested => nested.Attribute(1, to))
        );

    /// <summary>Goes on where what is loaded is in a set of the same table.</summary>
    public NftRule In(string set) => Add("lookup", data => data.Text(1, set).Big(2, Register));

    /// <summary>Goes on where what is loaded is not in a set of the same table.</summary>
    public NftRule NotIn(string set) => Add("lookup", data => data.Text(1, set).Big(2, Register).Big(5, 1));

    /// <summary>Goes on for IPv4 packets, also at a device.</summary>
    public NftRule IsIp4() => Meta(NftMeta.Protocol).Is(0x08, 0x00);

    /// <summary>Goes on for IPv6 packets, also at a device.</summary>
    public NftRule IsIp6() => Meta(NftMeta.Protocol).Is(0x86, 0xdd);

    /// <summary>Goes on for packets of a protocol over IP, such as 6 for TCP.</summary>
    public NftRule Protocol(byte protocol) => Meta(NftMeta.TransportProtocol).Is(protocol);

    /// <summary>Goes on for packets that this device received.</summary>
    public NftRule CameIn(string device) => Meta(NftMeta.InputDevice).Is(DeviceName(device));

    /// <summary>Goes on for packets that this device will send.</summary>
    public NftRule GoesOut(string device) => Meta(NftMeta.OutputDevice).Is(DeviceName(device));

    /// <summary>Goes on for packets with this mark.</summary>
    public NftRule Marked(uint mark) => Meta(NftMeta.Mark).Is(BitConverter.GetBytes(mark));

    /// <summary>Goes on by chance.</summary>
    /// <param name="share">How often: 0.3 for three of ten. Drawn by the kernel, for each packet anew.</param>
    public NftRule Share(double share)
    {
        var below = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(below, (uint)Math.Round(Math.Clamp(share, 0, 1) * ShareScale));
        var threshold = below.Reverse().ToArray();
        // The number is in the machine's order, and compared byte by byte: it is turned first.
        return Add("numgen", data => data.Big(1, Register).Big(2, ShareScale).Big(3, 1).Big(4, 0))
            .Add("byteorder", data => data.Big(1, Register).Big(2, Register).Big(3, 1).Big(4, 4).Big(5, 4))
            .Compare(NftComparison.Less, threshold);
    }

    /// <summary>Goes on for as many packets a second, with a burst.</summary>
    public NftRule Limit(long perSecond, int burst) =>
        Add("limit", data => data.BigLong(1, (ulong)perSecond).BigLong(2, 1).Big(3, (uint)burst).Big(4, 0));

    /// <summary>Counts what comes as far as this, packets and bytes.</summary>
    public NftRule Counter() => Add("counter", _ => { });

    /// <summary>Ends the packet.</summary>
    public NftRule Drop() => Verdict(0, null);

    /// <summary>Lets it pass as far as this chain goes.</summary>
    public NftRule Accept() => Verdict(1, null);

    /// <summary>Goes on in another chain of the table, and does not come back.</summary>
    public NftRule Goto(string chain) => Verdict(-4, chain);

    /// <summary>Goes through another chain of the table, and comes back.</summary>
    public NftRule Jump(string chain) => Verdict(-3, chain);

    /// <summary>Refuses it: TCP with a reset (the rule must ask for TCP), what else with "port unreachable". IP families only.</summary>
    public NftRule Reject(bool withReset) => Add("reject", data => _ = withReset ? data.Big(1, 1) : data.Big(1, 2).Byte(2, 1));

    /// <summary>
    /// Hands it to a program, by a target of iptables: kernels that can't queue by themselves have that. IPv4 and IPv6 tables only.
    /// </summary>
    /// <param name="queue">The queue's number.</param>
    /// <param name="count">How many queues share the packets, from that number on.</param>
    /// <param name="bypass">Whether packets pass where nobody listens.</param>
    public NftRule Queue(ushort queue, ushort count = 1, bool bypass = true)
    {
        // struct xt_NFQ_info_v3: number, count, flags; padded to eight bytes, in the machine's order.
        var info = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(info, queue);
        BinaryPrimitives.WriteUInt16LittleEndian(info.AsSpan(2), count);
        BinaryPrimitives.WriteUInt16LittleEndian(info.AsSpan(4), bypass ? (ushort)1 : (ushort)0);
        return Add("target", data => data.Text(1, "NFQUEUE").Big(2, 3).Attribute(3, info));
    }

    /// <summary>An expression that has no method here.</summary>
    /// <param name="name">The kernel's name for it.</param>
    /// <param name="write">Writes its attributes.</param>
    public NftRule Add(string name, Action<NetlinkMessage> write)
    {
        _expressions.Add((name, write));
        return this;
    }

    internal void Write(NetlinkMessage message, int attribute) =>
        message.Nest(
            attribute,
            list =>
            {
                foreach (var (name, write) in _expressions)
                {
                    list.Nest(Element, expression => expression.Text(Name, name).Nest(Data, write));
                }
            }
        );

    private NftRule Verdict(int code, string? chain) =>
        Add(
            "immediate",
            data =>
                data.Big(1, VerdictRegister)
                    .Nest(
                        2,
                        value =>
                            value.Nest(
                                2,
                                verdict =>
                                {
                                    verdict.Big(1, unchecked((uint)code));
                                    if (chain is not null)
                                    {
                                        verdict.Text(2, chain);
                                    }
                                }
                            )
                    )
        );

    private static byte[] DeviceName(string device)
    {
        var bytes = new byte[DeviceNameSize];
        Encoding.UTF8.GetBytes(device.AsSpan(), bytes);
        return bytes;
    }
}
