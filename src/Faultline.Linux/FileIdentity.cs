using System.Globalization;

namespace Faultline.Linux;

/// <summary>A file, folder or namespace, apart from any other that exists at the same time.</summary>
/// <param name="Device">The device's number, such as <c>8:1</c>; it may be another after a boot.</param>
/// <param name="Inode">The number within the device.</param>
public readonly record struct FileIdentity(string Device, ulong Inode)
{
    /// <summary>What stands at a path, links followed; null where nothing does, or we may not look.</summary>
    public static unsafe FileIdentity? Of(string path)
    {
        LibC.FileFacts facts;
        return LibC.Statx(LibC.AtCurrentDirectory, path, 0, LibC.StatxBasic, &facts) == 0 ? Of(facts) : null;
    }

    /// <summary>Whether we may write what stands at a path.</summary>
    public static bool IsWritable(string path) => LibC.Access(path, 2) == 0;

    internal static FileIdentity Of(in LibC.FileFacts facts) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{facts.DeviceMajor}:{facts.DeviceMinor}"), facts.Inode);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device}:{Inode}");
}
