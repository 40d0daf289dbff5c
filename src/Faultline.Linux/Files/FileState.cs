namespace Faultline.Linux.Files;

/// <summary>What a file is, without what is in it.</summary>
public sealed record FileState
{
    private const int KindMask = 0xf000;

    /// <summary>Which file it is.</summary>
    public required FileIdentity Identity { get; init; }

    /// <summary>Its mode with its kind, as the kernel has it.</summary>
    public required int RawMode { get; init; }

    /// <summary>The number of its owner.</summary>
    public required long User { get; init; }

    /// <summary>The number of its group.</summary>
    public required long Group { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The bytes that it takes on its volume.</summary>
    public required long Allocated { get; init; }

    /// <summary>Under how many names it stands.</summary>
    public required long Links { get; init; }

    /// <summary>When its content was last changed: seconds since 1970, a dot, nine digits.</summary>
    public required FileTime Modified { get; init; }

    /// <summary>The permissions, setuid, setgid and sticky included: 0 to 07777.</summary>
    public int Mode => RawMode & 0xfff;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => (RawMode & KindMask) == 0x8000;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (RawMode & KindMask) == 0x4000;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsLink => (RawMode & KindMask) == 0xa000;

    /// <summary>What it is, in a word.</summary>
    public string Kind =>
        (RawMode & KindMask) switch
        {
            0x8000 => "file",
            0x4000 => "folder",
            0xa000 => "symbolic link",
            0xc000 => "socket",
            0x1000 => "pipe",
            _ => "device",
        };

    internal static FileState Of(in LibC.FileFacts facts) =>
        new()
        {
            Identity = FileIdentity.Of(facts),
            RawMode = facts.Mode,
            User = facts.User,
            Group = facts.Group,
            Size = (long)facts.Size,
            Allocated = (long)facts.Blocks * 512,
            Links = facts.Links,
            Modified = new FileTime(facts.Modified.Seconds, facts.Modified.Nanoseconds),
        };
}

/// <summary>A moment as file systems keep it.</summary>
/// <param name="Seconds">Seconds since 1970.</param>
/// <param name="Nanoseconds">And nanoseconds.</param>
public readonly record struct FileTime(long Seconds, long Nanoseconds)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Seconds}.{Nanoseconds:D9}");

    /// <summary>Reads what <see cref="ToString"/> writes; null where it is something else.</summary>
    public static FileTime? Parse(string? text) =>
        text?.Split('.') is [var seconds, { Length: 9 } fraction]
        && long.TryParse(seconds, System.Globalization.CultureInfo.InvariantCulture, out var whole)
        && long.TryParse(fraction, System.Globalization.NumberStyles.None, null, out var nanoseconds)
            ? new FileTime(whole, nanoseconds)
            : null;
}
