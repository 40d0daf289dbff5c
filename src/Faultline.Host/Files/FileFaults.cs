using Faultline.Abstractions.Faults;
using Faultline.Abstractions.Functions;

namespace Faultline.Host.Files;

/// <summary>Faults of files.</summary>
internal static class FileFaults
{
    /// <summary>Gives a file or folder other permissions, and its own again afterwards.</summary>
    /// <remarks>Root may do what permissions forbid: programs that run as root do not notice.</remarks>
    /// <param name="path">The file's path; a link is taken for what it leads to.</param>
    /// <param name="mode">The permissions in octal, such as "000" or "0444".</param>
    [Action("file")]
    public static IFault Permission(string path, [Reads<TextOrNumber>] string mode = "000") => new FilePermission(path, mode);

    /// <summary>Takes a file or folder away, and puts it back afterwards.</summary>
    /// <remarks>
    /// It is renamed within its folder, to a hidden name that holds the effect's id: it keeps its content, owner and times, and programs that
    /// have it open keep it. Where something else has its name by then, that stays, and a person has to decide.
    /// </remarks>
    /// <param name="path">The path; a link is taken away itself, and not what it leads to.</param>
    [Action("file")]
    public static IFault Delete(string path) => new FileDelete(path);

    /// <summary>Overwrites bytes of a file in place, and writes the true ones back afterwards.</summary>
    /// <remarks>
    /// Every byte of the range is changed, as by a failing disk: the file keeps its size, owner and times. The true bytes wait in a hidden file
    /// beside it. What others write into the file meanwhile is kept; where they wrote into the range, a person has to decide.
    /// </remarks>
    /// <param name="path">The file's path; a link is taken for what it leads to.</param>
    /// <param name="bytes">How many bytes, at most 64 MiB.</param>
    /// <param name="offset">Where the range begins, counted from 0; left out, by chance.</param>
    [Action("file")]
    public static IFault Corrupt(string path, long bytes = 64, long? offset = null) => new FileCorrupt(path, bytes, offset);
}
