using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.KillSweep.Worlds;

/// <summary>All that a fault may change of the files in a folder: names, rights, owners, times, contents.</summary>
internal static class FolderState
{
    public static string Read(string folder)
    {
        var text = new StringBuilder();
        foreach (
            var entry in new DirectoryInfo(folder)
                .EnumerateFileSystemInfos("*", Everything)
                .OrderBy(one => one.FullName, StringComparer.Ordinal)
        )
        {
            text.Append(entry.FullName.AsSpan(folder.Length)).Append(' ').Append(StateOf(entry)).Append('\n');
        }

        return text.ToString();
    }

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    // An undo may be at work meanwhile.
    private static string StateOf(FileSystemInfo entry)
    {
        try
        {
            return entry is FileInfo { LinkTarget: null } file
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.UnixFileMode} {file.Length} {file.LastWriteTimeUtc.Ticks} {Hash(file.FullName)}"
                )
                : entry.UnixFileMode.ToString();
        }
        catch (FileNotFoundException)
        {
            return "gone";
        }
    }

    private static string Hash(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
