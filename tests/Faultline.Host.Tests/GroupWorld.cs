using System.Globalization;
using Faultline.Linux.Cgroups;

namespace Faultline.Host.Tests;

/// <summary>A control group of a test's own with a process in it, in the hierarchy that counts processor time.</summary>
internal sealed class GroupWorld : IAsyncDisposable
{
    private readonly Sleepers _sleepers = new();
    private readonly string _outer;

    private GroupWorld(string outer, string path, string name)
    {
        _outer = outer;
        Path = path;
        Name = name;
    }

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <summary>Its path within the hierarchy.</summary>
    public string Name { get; }

    /// <summary>The process in it.</summary>
    public int Pid => _sleepers.Pids[0];

    /// <summary>Makes one, or skips the test where it may not be made.</summary>
    public static async Task<GroupWorld> MakeAsync(CancellationToken stop, string inner = "web")
    {
        var mounts = CgroupHierarchies.Mounted().Of(Environment.ProcessId);
        var counts =
            mounts.FirstOrDefault(group => group.Controllers.Contains("cpuacct")) ?? mounts.FirstOrDefault(group => group.IsUnified);
        Assert.SkipWhen(
            counts is null || !Environment.IsPrivilegedProcess,
            "a control group of its own needs root, and a hierarchy that is mounted"
        );
        var mount = counts!.IsRoot ? counts.Path : counts.Path[..^counts.Name.Length];
        var name = "/faultline-test-" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..8];
        var world = new GroupWorld(mount + name, $"{mount}{name}/{inner}", $"{name}/{inner}");
        Directory.CreateDirectory(world.Path);
        await world._sleepers.StartAsync(stop);
        // The shell alone: what it started stays outside, and ends with it.
        await File.WriteAllTextAsync(world.Path + "/cgroup.procs", world.Pid.ToString(CultureInfo.InvariantCulture), stop);
        return world;
    }

    /// <summary>Ends the process.</summary>
    public async Task EndAsync() => await _sleepers.EndAsync(TestContext.Current.CancellationToken);

    /// <summary>Removes the group, which nobody may be in any more.</summary>
    public void Remove()
    {
        foreach (var path in new[] { Path, _outer })
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sleepers.DisposeAsync();
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                Remove();
                return;
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(begun).TotalSeconds < 5)
            {
                // Who has just ended still counts for a moment.
                await Task.Delay(5);
            }
        }
    }
}
