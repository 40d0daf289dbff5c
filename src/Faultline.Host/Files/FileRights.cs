using Faultline.Abstractions.Faults;
using Faultline.Host.Diagnosis;
using Faultline.Linux.Files;

namespace Faultline.Host.Files;

/// <summary>What we may do with files, asked before anything is done.</summary>
internal static class FileRights
{
    /// <summary>Whether we may change a file's permissions: its owner may, and who has CAP_FOWNER.</summary>
    public static bool MayChange(FileState state) => state.User == OwnRights.User || OwnRights.Has(OwnRights.FileOwner);

    /// <summary>Refuses a folder in which we can't give names.</summary>
    /// <exception cref="FaultRefusedException">It is mounted read-only, or not ours to write.</exception>
    public static void NeedWritable(OpenFile folder, string words)
    {
        if (folder.Volume().IsReadOnly)
        {
            throw new FaultRefusedException($"the folder of {words} is on a file system that is mounted read-only");
        }

        if (!folder.IsWritable)
        {
            throw new FaultRefusedException($"we may not write in the folder of {words}", "Run as its owner or as root.");
        }
    }
}
