namespace Faultline.Linux.Networking.Netlink;

/// <summary>A message from the kernel.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Sequence">The number of the request that it answers.</param>
/// <param name="Body">What follows its header: a fixed part, then attributes.</param>
public sealed record NetlinkReply(int Type, NetlinkFlags Flags, uint Sequence, ReadOnlyMemory<byte> Body)
{
    /// <summary>The attributes behind a fixed part.</summary>
    /// <param name="fixedPart">The size of that part in bytes.</param>
    public NetlinkAttributes Attributes(int fixedPart) => new(Body.Length < fixedPart ? [] : Body.Span[fixedPart..]);
}
