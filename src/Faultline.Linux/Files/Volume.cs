namespace Faultline.Linux.Files;

/// <summary>A mounted file system, as it is at the moment.</summary>
public sealed record Volume
{
    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The bytes that nothing stands in, those included that only root may take.</summary>
    public required long Free { get; init; }

    /// <summary>The bytes that users without a privilege may take.</summary>
    public required long Available { get; init; }

    /// <summary>The kernel's number for its kind.</summary>
    public required long Kind { get; init; }

    /// <summary>Whether nothing can be written there.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>Whether what stands there stands in memory.</summary>
    public bool IsMemory => Kind is 0x01021994 or 0x858458f6;

    /// <summary>Whether a file that is removed while it is open may be kept under another name: network file systems, FUSE.</summary>
    public bool KeepsOpenFiles => Kind is 0x6969 or 0x65735546 or 0x01021997 or 0xff534d42 or 0xfe534d42 or 0x517b;

    /// <summary>How much of what users may have is taken, in per cent, as <c>df</c> has it.</summary>
    public double UsedPercent => Size - Free + Available is var usable && usable <= 0 ? 100 : (Size - Free) * 100.0 / usable;
}
