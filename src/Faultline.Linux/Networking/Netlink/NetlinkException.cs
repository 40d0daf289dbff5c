using System.Runtime.InteropServices;

namespace Faultline.Linux.Networking.Netlink;

/// <summary>The kernel refused a request.</summary>
/// <param name="what">What was asked of it, in words: <c>create table 'fl-1' (netdev)</c>.</param>
/// <param name="errno">The number of the error.</param>
/// <param name="detail">What the kernel adds in its own words; null where it adds nothing.</param>
public sealed class NetlinkException(string what, int errno, string? detail = null)
    : IOException($"the kernel did not {what}: {Marshal.GetPInvokeErrorMessage(errno)}{(detail is null ? "" : $" ({detail})")}")
{
    /// <summary>What was asked of it.</summary>
    public string What { get; } = what;

    /// <summary>The number of the error, such as 2 for ENOENT.</summary>
    public int Errno { get; } = errno;

    /// <summary>What the kernel adds in its own words; null where it adds nothing.</summary>
    public string? Detail { get; } = detail;

    /// <summary>Whether what was meant is not there.</summary>
    public bool IsNotFound => Errno == LibC.ENOENT;

    /// <summary>Whether it is there already.</summary>
    public bool IsExisting => Errno == LibC.EEXIST;

    /// <summary>Whether a right is missing, or the thing is somebody else's.</summary>
    public bool IsDenied => Errno is LibC.EPERM or 13;
}
