using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Targets;

public sealed class TargetTests
{
    private static readonly TargetFinder Finder = TargetFinder.OfThisHost;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"type\":\"host\"}")]
    public void This_host_is_everything(string target)
    {
        var place = Find(target);
        place.Words.ShouldBe("this host");
        place.IsHost.ShouldBeTrue();
        place.Root().ShouldBe("/");
        place.Network().IsOurs.ShouldBeTrue();
        place.Processes().ShouldContain(one => one.Pid == Environment.ProcessId);
        Finder.FindAgain(place.Identity)!.IsHost.ShouldBeTrue();
    }

    [Theory]
    [InlineData("{\"type\":\"hots\"}", "there is no type of target 'hots'", "did you mean 'host'?")]
    [InlineData("{\"pid\":1}", "the target has no 'type'", "Give one of host, process, cgroup, container, netns.")]
    [InlineData("{\"type\":\"process\"}", "the target does not say which process", "Give 'pid', 'name' or 'user'.")]
    [InlineData("{\"type\":\"process\",\"pid\":0}", "'pid' of the target is not a whole number above 0", "Give a whole number above 0.")]
    [InlineData("{\"type\":\"process\",\"pid\":4194305}", "there is no process 4194305", null)]
    [InlineData("{\"type\":\"process\",\"nmae\":\"x\"}", "a target of type 'process' has no 'nmae'", "did you mean 'name'?")]
    [InlineData("{\"type\":\"cgroup\"}", "the target has no 'path', or it is no text", "Give 'path' beside 'type'.")]
    [InlineData("{\"type\":\"cgroup\",\"path\":\"/no/such\"}", "there is no control group '/no/such' in ", null)]
    [InlineData("{\"type\":\"cgroup\",\"path\":\"/\"}", "'/' is the root of all control groups, which is this host", null)]
    [InlineData(
        "{\"type\":\"container\",\"name\":\"no-such\"}",
        "there is no container 'no-such': looked at the control groups of all processes, and at ",
        null
    )]
    [InlineData("{\"type\":\"netns\",\"name\":\"no-such\"}", "there is no network namespace 'no-such' in /run/netns", null)]
    [InlineData("{\"type\":\"netns\",\"name\":\"../net\"}", "there is no network namespace '../net' in /run/netns", null)]
    public void What_is_not_there_is_refused_with_what_to_do(string target, string message, string? remedy)
    {
        var refused = Should.Throw<FaultRefusedException>(() => Find(target));
        refused.Message.ShouldStartWith(message);
        refused.Remedy.ShouldNotBeNull();
        if (remedy is not null)
        {
            refused.Remedy.ShouldContain(remedy, Case.Insensitive);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Processes_are_known_again_by_more_than_their_numbers()
    {
        await using var sleepers = new Sleepers();
        await sleepers.StartAsync(Stop);
        await sleepers.StartAsync(Stop);
        var place = Finder.Find(DataObject.Of(("type", "process"), ("name", sleepers.Mark), ("full", true)), 1);
        place.Processes().Select(one => one.Pid).ShouldBe(sleepers.Pids.Order());
        place.Root().ShouldBe("/");
        place.Network().IsOurs.ShouldBeTrue();
        var identity = (DataObject)JsonText.Parse(JsonText.Write(place.Identity));
        Finder.FindAgain(identity)!.Processes().Count.ShouldBe(2);
        JsonText.Write(identity).ShouldNotContain(sleepers.Mark, Case.Sensitive, "a command line may hold secrets");
        var other = JsonText.Write(identity).Replace("\"start\": ", "\"start\": 1", StringComparison.Ordinal);
        Finder.FindAgain((DataObject)JsonText.Parse(other)).ShouldBeNull("others had their numbers");
        await sleepers.EndAsync(Stop);
        Finder.FindAgain(identity).ShouldBeNull();
        place.Processes().ShouldBeEmpty();
        Should.Throw<FaultRefusedException>(() => place.Root()).Message.ShouldContain("any more");
    }

    [Fact(Timeout = 30_000)]
    public async Task One_of_several_is_chosen_by_the_seed()
    {
        await using var sleepers = new Sleepers();
        for (var i = 0; i < 3; i++)
        {
            await sleepers.StartAsync(Stop);
        }

        var target = DataObject.Of(("type", "process"), ("name", sleepers.Mark), ("full", true), ("count", 1L));
        var first = Finder.Find(target, 5).Processes().ShouldHaveSingleItem().Pid;
        Finder.Find(target, 5).Processes().ShouldHaveSingleItem().Pid.ShouldBe(first);
        Enumerable.Range(0, 40).Select(seed => Finder.Find(target, seed).Processes()[0].Pid).Distinct().Count().ShouldBe(3);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_process_in_namespaces_of_its_own_has_a_root_and_a_network_of_its_own()
    {
        Assert.SkipWhen(MountWorld.Missing is not null, MountWorld.Missing ?? "");
        await using var mount = new MountWorld();
        await mount.MakeAsync(Stop);
        var place = Finder.Find(DataObject.Of(("type", "process"), ("pid", (long)mount.Pid)), 1);
        place.Root().ShouldBe($"/proc/{mount.Pid}/root");

        // Beside one that is here, it can't be told which is meant.
        await using var sleepers = new Sleepers();
        var here = await sleepers.StartAsync(Stop);
        var both = new Place("both", DataObject.Empty, () => [mount.Pid, here]);
        Should
            .Throw<FaultRefusedException>(() => both.Root())
            .Message.ShouldStartWith("the processes of both are in different root folders: ");
        both.Network().IsOurs.ShouldBeTrue("they share that");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_control_group_is_its_processes_and_those_below()
    {
        await using var group = await GroupWorld.MakeAsync(Stop);
        var place = Finder.Find(DataObject.Of(("type", "cgroup"), ("path", group.Path)), 1);
        place.Processes().Select(one => one.Pid).ShouldBe([group.Pid]);
        place.Cgroups.ShouldHaveSingleItem().Path.ShouldBe(group.Path);
        place.NamesProcesses.ShouldBeTrue();
        Finder.Find(DataObject.Of(("type", "cgroup"), ("path", group.Name)), 1).Processes().Select(one => one.Pid).ShouldBe([group.Pid]);
        var identity = place.Identity;
        Finder.FindAgain(identity)!.Processes().Count.ShouldBe(1);
        await group.EndAsync();
        place.Network().IsOurs.ShouldBeTrue("who will be put there comes from here");
        group.Remove();
        Finder.FindAgain(identity).ShouldBeNull();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_container_is_found_by_its_id_in_control_groups_and_by_the_name_that_its_runtime_wrote_down()
    {
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Guid.NewGuid().ToByteArray()));
        await using var group = await GroupWorld.MakeAsync(Stop, $"docker-{id}.scope");
        using var root = new TemporaryFolder();
        root.Write(
            $"var/lib/docker/containers/{id}/config.v2.json",
            $$$"""{"ID":"{{{id}}}","Name":"/web","State":{"Pid":{{{group.Pid}}}}}"""
        );
        root.Write("var/lib/docker/containers/broken/config.v2.json", "{");
        root.Write(
            "var/lib/containers/storage/overlay-containers/containers.json",
            $$"""[{"id":"{{new string('a', 64)}}","names":["stopped"]},{"id":"{{id}}","names":["as-podman-calls-it"]}]"""
        );
        var finder = new TargetFinder(new ContainerStates(root.Path));
        foreach (var name in new[] { "web", "as-podman-calls-it", id, id[..12] })
        {
            var place = finder.Find(DataObject.Of(("type", "container"), ("name", name)), 1);
            place.Words.ShouldBe($"container 'web' ({id[..12]})");
            place.Processes().Select(one => one.Pid).ShouldBe([group.Pid]);
            place.Cgroups.ShouldHaveSingleItem().Path.ShouldEndWith($"docker-{id}.scope");
            finder.FindAgain(place.Identity)!.Words.ShouldBe(place.Words);
        }

        var refused = Should.Throw<FaultRefusedException>(() => finder.Find(DataObject.Of(("type", "container"), ("name", "stopped")), 1));
        refused.Message.ShouldBe("the container 'stopped' does not run");
        refused = Should.Throw<FaultRefusedException>(() => finder.Find(DataObject.Of(("type", "container"), ("name", "wbe")), 1));
        refused.Message.ShouldContain($"{root.Path}/var/lib/docker/containers");
        refused.Message.ShouldContain("overlay-containers/containers.json");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_container_without_control_groups_is_known_by_its_pid_namespace()
    {
        Assert.SkipWhen(NamespaceWorld.Missing is not null, NamespaceWorld.Missing ?? "");
        await using var inside = new NamespaceWorld();
        await inside.MakeAsync(Stop);
        var id = new string('b', 64);
        using var root = new TemporaryFolder();
        root.Write("var/lib/containers/storage/overlay-containers/containers.json", $$"""[{"id":"{{id}}","names":["rootless"]}]""");
        root.Write($"run/containers/storage/overlay-containers/{id}/userdata/pidfile", $"{inside.First}\n");
        var finder = new TargetFinder(new ContainerStates(root.Path));
        var place = finder.Find(DataObject.Of(("type", "container"), ("name", "rootless")), 1);
        place.Processes().Select(one => one.Pid).ShouldContain(inside.First);
        place.Processes().Select(one => one.Pid).ShouldContain(inside.Second);
        place.PidNamespace().ShouldBe($"/proc/{inside.First}/ns/pid");
        place.Leader!.Value.Pid.ShouldBe(inside.First);
        await inside.EndAsync(Stop);
        finder.FindAgain(place.Identity).ShouldBeNull();
    }

    [Fact]
    public void Ids_of_containers_are_found_in_the_names_that_runtimes_give_to_control_groups()
    {
        var id = new string('0', 63) + "f";
        var outer = new string('1', 64);
        ContainerIds.In([$"12:cpu:/docker/{id}"]).ShouldBe([id]);
        ContainerIds.In([$"0::/system.slice/docker-{id}.scope"]).ShouldBe([id]);
        ContainerIds.In([$"0::/machine.slice/libpod-{id}.scope/container"]).ShouldBe([id]);
        ContainerIds.In([$"0::/kubepods.slice/kubepods-pod1_2.slice/cri-containerd-{id}.scope"]).ShouldBe([id]);
        ContainerIds.In([$"0::/kubepods/besteffort/pod12/crio-{id}"]).ShouldBe([id]);
        ContainerIds.In([$"0::/docker/{outer}/docker/{id}"]).ShouldBe([outer, id]);
        ContainerIds.In([$"0::/machine.slice/libpod-conmon-{id}.scope", "0::/", $"0::/x/{id}0", $"0::/x/{id[1..]}"]).ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_named_network_namespace_is_known_by_its_inode()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a network namespace of its own needs root");
        using var folder = new TemporaryFolder();
        var file = folder.Write("blue", "");
        await using var starter = new ProcessStarter(TimeProvider.System);
        (await Conformance.Shell.RunAsync($"unshare --net='{file}' true", Stop)).ShouldBe((0, ""));
        try
        {
            var finder = new TargetFinder(new ContainerStates(), folder.Path);
            var place = finder.Find(DataObject.Of(("type", "netns"), ("name", "blue")), 1);
            place.Network().IsOurs.ShouldBeFalse();
            place.Network().Path.ShouldBe(file);
            place.Root().ShouldBe("/");
            place.Processes().ShouldBeEmpty();
            finder.FindAgain(place.Identity).ShouldNotBeNull();
            finder.FindAgain(place.Identity.With("inode", FileIdentity.Of("/proc/self/ns/net")!.Value.ToString())).ShouldBeNull();
            Should
                .Throw<FaultRefusedException>(() => finder.Find(DataObject.Of(("type", "netns"), ("name", "bleu")), 1))
                .Remedy!.ShouldContain("'blue'");
        }
        finally
        {
            (await Conformance.Shell.RunAsync($"umount '{file}'", CancellationToken.None)).ShouldBe((0, ""));
        }
    }

    private static Place Find(string target) => Finder.Find((DataObject)JsonText.Parse(target), 1);
}
