using System.Diagnostics;

namespace Faultline.EndToEnd.Tests.Faults;

/// <summary>A small disk in memory, which can be filled to the last byte.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    public SmallDisk(string path, string options)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a disk of the test's own needs root");
        _path = path;
        Directory.CreateDirectory(path);
        Run("mount", "-t", "tmpfs", "-o", options, "none", path);
    }

    /// <summary>Fills it.</summary>
    public void Fill()
    {
        try
        {
            using var file = new FileStream(Path.Combine(_path, "filling"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
            var bytes = new byte[512];
            while (true)
            {
                file.Write(bytes);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Clear() => File.Delete(Path.Combine(_path, "filling"));

    public void Dispose()
    {
        Run("umount", "--lazy", _path);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
