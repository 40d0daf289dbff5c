using Faultline.Linux.Cgroups;
using Faultline.TestKit;

namespace Faultline.Linux.Tests.Cgroups;

public sealed class CgroupHierarchiesTests
{
    [Fact]
    public void Groups_of_both_versions_are_found_by_the_lines_of_a_process()
    {
        using var folder = new TemporaryFolder();
        string[] mounts =
        [
            "22 1 8:1 / / rw - ext4 /dev/sda rw",
            $"30 22 0:20 / {folder.Path}/unified rw - cgroup2 cgroup2 rw",
            $"31 22 0:21 / {folder.Path}/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
            $"32 22 0:22 / {folder.Path}/systemd rw - cgroup cgroup rw,name=systemd",
            "garbage",
        ];
        Directory.CreateDirectory(Path.Combine(folder.Path, "unified/a/b:c"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "cpu,cpuacct/docker"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "systemd"));
        var all = CgroupHierarchies.Parse(mounts);
        var groups = all.Of(["4:cpu,cpuacct:/docker", "1:name=systemd:/", "0::/a/b:c", "3:memory:/none", "x"]);
        groups
            .Select(group => group.Path)
            .ShouldBe([$"{folder.Path}/cpu,cpuacct/docker", $"{folder.Path}/systemd", $"{folder.Path}/unified/a/b:c"]);
        groups.Select(group => group.IsRoot).ShouldBe([false, true, false]);
        groups.Select(group => group.IsUnified).ShouldBe([false, false, true]);
        groups[0].Controllers.ShouldBe(["cpu", "cpuacct"]);
    }

    [Fact]
    public void A_group_is_found_by_its_folder_or_by_its_path_within_hierarchies()
    {
        using var folder = new TemporaryFolder();
        string[] mounts =
        [
            $"30 22 0:20 / {folder.Path}/u rw - cgroup2 cgroup2 rw",
            $"31 22 0:21 / {folder.Path}/cpu rw - cgroup cgroup rw,cpu",
            $"32 22 0:22 / {folder.Path}/memory rw - cgroup cgroup rw,memory",
        ];
        Directory.CreateDirectory(Path.Combine(folder.Path, "u"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "cpu/web"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "memory/web"));
        var all = CgroupHierarchies.Parse(mounts);
        all.Find("/web").Select(group => group.Path).ShouldBe([$"{folder.Path}/cpu/web", $"{folder.Path}/memory/web"]);
        all.Find("web/").Length.ShouldBe(2);
        all.Find($"{folder.Path}/cpu/web").ShouldHaveSingleItem().Controllers.ShouldBe(["cpu"]);
        all.Find($"{folder.Path}/cpu").ShouldHaveSingleItem().IsRoot.ShouldBeTrue();
        all.Find("/none").ShouldBeEmpty();
        all.Find($"{folder.Path}/cpu/../../etc").ShouldBeEmpty();
    }

    [Fact]
    public void A_part_that_is_mounted_in_a_container_is_read_with_names_from_the_root_of_all()
    {
        using var folder = new TemporaryFolder();
        var all = CgroupHierarchies.Parse([@$"30 22 0:20 /docker/x\040y {folder.Path} rw - cgroup2 cgroup2 rw"]);
        all.Of(["0::/docker/x y"]).ShouldHaveSingleItem().Path.ShouldBe(folder.Path);
        all.Of(["0::/docker/other"]).ShouldBeEmpty();
    }

    [Fact]
    public void The_hierarchies_of_this_machine_know_this_process()
    {
        var all = CgroupHierarchies.Mounted();
        Assert.SkipWhen(!all.Mounts.Any(), "no control groups are mounted here");
        all.Of(Environment.ProcessId).ShouldNotBeEmpty();
        all.Of(Environment.ProcessId).SelectMany(group => group.Processes()).ShouldContain(Environment.ProcessId);
    }
}
