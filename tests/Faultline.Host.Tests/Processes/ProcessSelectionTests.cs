using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Processes;
using Faultline.Host.Targets;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests.Processes;

public sealed class ProcessSelectionTests : IAsyncLifetime
{
    private readonly Sleepers _sleepers = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Place Host => TargetFinder.OfThisHost.Find(DataObject.Empty, 1);

    private ProcessQuery Ours => new(Process: _sleepers.Mark, Full: true);

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await _sleepers.StartAsync(Stop);
        }
    }

    public ValueTask DisposeAsync() => _sleepers.DisposeAsync();

    [Fact(Timeout = 30_000)]
    public void By_command_line_process_id_newest_and_oldest()
    {
        Chosen(Ours).ShouldBe(_sleepers.Pids.Order());
        Chosen(new(Process: $"{_sleepers.Pids[1]}")).ShouldBe([_sleepers.Pids[1]]);
        Chosen(Ours with { Oldest = true }).ShouldBe([_sleepers.Pids[0]]);
        Chosen(Ours with { Newest = true }).ShouldBe([_sleepers.Pids[2]]);
        Chosen(Ours with { Process = _sleepers.Mark[..^1] + ".$" }).ShouldBe(_sleepers.Pids.Order());
        Should
            .Throw<FaultRefusedException>(() => Chosen(Ours with { Full = false }))
            .Message.ShouldContain("there are no processes whose name matches");
    }

    [Fact(Timeout = 30_000)]
    public async Task Children_are_chosen_with_their_parents()
    {
        await Poll.UntilAsync(() => ProcessTable.All().Any(one => one.Parent == _sleepers.Pids[0]), Stop);
        var children = ProcessTable.All().Where(one => one.Parent == _sleepers.Pids[0]).Select(one => one.Pid);
        Chosen(Ours with { Oldest = true, Children = true }).ShouldBe([_sleepers.Pids[0], .. children], ignoreOrder: true);
    }

    [Fact(Timeout = 30_000)]
    public void A_name_is_an_expression_or_exactly_that()
    {
        var place = new Place("a place", DataObject.Empty, () => _sleepers.Pids) { NamesProcesses = true };
        Names(place, new(Process: "^s")).ShouldBe(["sh", "sh", "sh"]);
        Names(place, new(Process: "sh", Exact: true)).Count.ShouldBe(3);
        Should.Throw<FaultRefusedException>(() => Names(place, new(Process: "s", Exact: true))).Message.ShouldContain("name is 's'");
        Should.Throw<FaultRefusedException>(() => Names(place, new(Process: "("))).Message.ShouldContain("is no regular expression");
        Names(place, new()).Count.ShouldBe(3, "the place says which");
    }

    [Fact(Timeout = 30_000)]
    public void By_user_and_group_as_names_or_numbers()
    {
        var (user, group) = ProcessTable.Owner(_sleepers.Pids[0])!.Value;
        Chosen(Ours with { User = $"{user}", Group = $"{group}" }).Count.ShouldBe(3);
        Should
            .Throw<FaultRefusedException>(() => Chosen(Ours with { User = $"{user + 1}" }))
            .Message.ShouldContain($"of user '{user + 1}'");
        Should
            .Throw<FaultRefusedException>(() => Chosen(Ours with { User = "no-such-user" }))
            .Message.ShouldBe("there is no user 'no-such-user' in /etc/passwd");
        Should
            .Throw<FaultRefusedException>(() => Chosen(Ours with { Group = "no-such-group" }))
            .Message.ShouldBe("there is no group 'no-such-group' in /etc/group");
        Chosen(Ours with { User = Environment.UserName }).Count.ShouldBe(3);
    }

    [Fact(Timeout = 30_000)]
    public void Some_of_them_by_chance_which_the_seed_repeats()
    {
        var one = Chosen(Ours with { Count = 1 });
        one.Count.ShouldBe(1);
        Chosen(Ours with { Count = 1 }).ShouldBe(one);
        Chosen(Ours with { Percent = 34 }).Count.ShouldBe(2);
        Enumerable
            .Range(0, 40)
            .SelectMany(seed => ProcessSelection.Choose(Host, Ours with { Count = 1 }, seed))
            .Select(found => found.Pid)
            .Distinct()
            .Count()
            .ShouldBe(3);
    }

    [Fact(Timeout = 30_000)]
    public void Who_is_needed_is_left_alone_and_told()
    {
        Refused(new(Process: "1")).ShouldEndWith("is left alone: it is PID 1");
        Refused(new(Process: $"{Environment.ProcessId}")).ShouldEndWith("is left alone: it is Faultline itself");
        var parent = ProcessTable.Find(Environment.ProcessId)!.Parent;
        Refused(new(Process: $"{parent}")).ShouldContain("is left alone: ");
        if (ProcessTable.Find(2) is { IsKernelThread: true })
        {
            Refused(new(Process: "2")).ShouldStartWith("there is no process 2");
        }

        Refused(new()).ShouldBe("nothing says which processes of this host are meant");
        Refused(Ours with { Newest = true, Oldest = true }).ShouldContain("at once");
    }

    [Fact(Timeout = 30_000)]
    public async Task The_processes_that_undo_are_left_alone_and_other_roles_of_the_program_are_not()
    {
        // A role is told by the program and its first words; who merely names one is somebody else.
        var named = await _sleepers.StartAsync(Stop, "sleep 300 & wait; : watchdog");
        ProcessSelection.Find(Host, new(Process: $"{named}"), 1).Count.ShouldBe(1);
        var guard = ProcessTable
            .All()
            .First(one =>
                one.Session == one.Pid
                && one.Parent == Environment.ProcessId
                && ProcessTable.CommandLine(one.Pid).Contains("faultline-guard")
            );
        Refused(new(Process: $"{guard.Pid}")).ShouldEndWith("is left alone: it sees to it that Faultline's faults are undone");
    }

    private static string Refused(ProcessQuery query) => Should.Throw<FaultRefusedException>(() => Chosen(query)).Message;

    private static List<int> Chosen(ProcessQuery query) => [.. ProcessSelection.Choose(Host, query, 7).Select(one => one.Pid)];

    private static List<string> Names(Place place, ProcessQuery query) =>
        [.. ProcessSelection.Choose(place, query, 7).Select(one => one.Name)];
}
