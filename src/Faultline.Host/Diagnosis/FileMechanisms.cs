using Faultline.Linux.Files;

namespace Faultline.Host.Diagnosis;

/// <summary>Files without a name, for which a volume reserves space.</summary>
internal sealed class FillMechanism : IMechanism
{
    public string Name => "files without a name, with space reserved";

    public IReadOnlyList<string> Faults => ["disk.fill"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop)
    {
        const int Little = 4096;
        var folder = Path.GetTempPath();
        try
        {
            using var tree = FileTree.Open("/");
            using var temporary = tree.OpenFolder(folder);
            using var file = temporary.CreateUnnamed();
            file.Allocate(0, Little);
            return Task.FromResult(MechanismReport.Fine);
        }
        catch (FileFailure e)
        {
            return Task.FromResult(
                e.IsUnknown
                    ? MechanismReport.Fine with
                    {
                        Limits =
                        [
                            $"The file system of '{folder}' can't do that: it is filled block by block, by a file that has a name for an instant.",
                        ],
                    }
                    : new MechanismReport(false, e.Message, "Make room there, or give another 'dir'.")
            );
        }
    }
}

/// <summary>Files of this host, and of containers without a way out of them.</summary>
internal sealed class FileMechanism : IMechanism
{
    public string Name => "files, by descriptors within a root folder";

    public IReadOnlyList<string> Faults => ["file.permission", "file.delete", "file.corrupt"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop)
    {
        // Another root than '/': that one is opened as well where the kernel can't keep a path within a folder.
        using var tree = FileTree.Open("/proc");
        try
        {
            using var folder = tree.OpenFolder("/sys");
            return Task.FromResult(MechanismReport.Fine);
        }
        catch (FileFailure)
        {
            return Task.FromResult(
                MechanismReport.Fine with
                {
                    Limits =
                    [
                        "The kernel (before 5.6) can't keep a path within a folder: files of containers can't be reached, those of this host can.",
                    ],
                }
            );
        }
    }
}

/// <summary>Files of other users.</summary>
internal sealed class ForeignFileMechanism : IMechanism
{
    public string Name => "files of others";

    public IReadOnlyList<string> Faults => ["file.permission", "file.delete", "file.corrupt"];

    public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
        Task.FromResult(
            OwnRights.Has(OwnRights.FileOwner)
                ? MechanismReport.Fine
                : new MechanismReport(false, "the capability CAP_FOWNER is missing", "Run as root, or as the user whose files are meant.")
        );
}
