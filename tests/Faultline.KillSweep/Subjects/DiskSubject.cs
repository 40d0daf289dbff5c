using System.Diagnostics;
using System.Globalization;
using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>A small disk in memory that is filled.</summary>
internal sealed class DiskSubject : Subject
{
    public override string Name => "disk.fill";

    public override string? Missing => Environment.IsPrivilegedProcess ? null : "a disk of its own needs root";

    public override Task MakeAsync(World world, CancellationToken stop)
    {
        if (!Directory.Exists(PathIn(world)))
        {
            Directory.CreateDirectory(PathIn(world));
            Run("mount", "-t", "tmpfs", "-o", "size=4m", "none", PathIn(world));
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<string> Actions(World world) => [Fault(Name, $$"""{"dir": "{{PathIn(world)}}", "percent": 90}""")];

    public override string Read(World world) =>
        FolderState.Read(PathIn(world)) + new DriveInfo(PathIn(world)).AvailableFreeSpace.ToString(CultureInfo.InvariantCulture);

    public override void Remove(World world)
    {
        Run("umount", "--lazy", PathIn(world));
        Directory.Delete(PathIn(world));
    }

    private static string PathIn(World world) => world.At("disk");

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
