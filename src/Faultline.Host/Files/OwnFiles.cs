using Faultline.Linux;

namespace Faultline.Host.Files;

/// <summary>The files that this program can't do without.</summary>
internal static class OwnFiles
{
    /// <summary>A file of ours that is that file, or stands below it; null where there is none.</summary>
    /// <param name="identity">The file or folder.</param>
    /// <param name="path">Its path from here.</param>
    public static string? Within(FileIdentity identity, string path)
    {
        string[] own = ["/proc/self/exe", "/proc/self/cwd", .. Directory.EnumerateFileSystemEntries("/proc/self/fd")];
        foreach (var link in own)
        {
            string? target;
            try
            {
                target = new FileInfo(link).LinkTarget;
            }
            catch (IOException)
            {
                // Closed since it was listed.
                continue;
            }

            if (
                target is not null
                && target.StartsWith('/')
                && (FileIdentity.Of(link) == identity || target.StartsWith(path + "/", StringComparison.Ordinal))
            )
            {
                return target;
            }
        }

        return null;
    }
}
