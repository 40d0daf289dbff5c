using Faultline.Abstractions.Data;
using Faultline.Cli.Attacks;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Attacks;

/// <summary>What surrounds attacks: their experiment, their list, their names.</summary>
public sealed class AttackCommandTests
{
    [Fact]
    public async Task An_attack_is_an_experiment_of_one_step()
    {
        using var shell = new Shell { Clock = new ManualClock() };

        Snapshot.Match(
            await shell.RunAsync(
                "attack",
                "blackhole",
                "-l",
                "240",
                "-h",
                "^api.gremlin.com,cdn.example.com,db.example.com",
                "--check",
                "http://me:secret@shop.example.com/health?deep=1",
                "--seed",
                "7",
                "--experiment"
            )
        );
    }

    [Fact]
    public async Task The_experiment_of_several_targets_acts_on_all_of_them_at_once()
    {
        var experiment = await AttackLine.ReadAsync("latency", "--target", "netns:a", "--target", "container:b", "--seed", "1");

        var steps = ((DataArray)experiment["method"]!).Items.OfType<DataObject>().ToList();
        steps.Select(step => step.Has("background")).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("{type: probe, name: p, tolerance: 0, provider: {type: process, path: 'true'}}", 1)]
    [InlineData(
        "[{type: probe, name: p, tolerance: 0, provider: {type: process, path: 'true'}}, {type: probe, name: q, tolerance: 0, provider: {type: process, path: 'true'}}]",
        2
    )]
    [InlineData("{title: h, probes: [{type: probe, name: p, tolerance: 0, provider: {type: process, path: 'true'}}]}", 1)]
    [InlineData(
        "{title: e, steady-state-hypothesis: {title: h, probes: [{type: probe, name: p, tolerance: 0, provider: {type: process, path: 'true'}}]}}",
        1
    )]
    public async Task A_check_is_a_probe_or_several(string text, int probes)
    {
        using var shell = new Shell();
        shell.Write("check.yaml", text);

        (await shell.CodeAsync("attack", "cpu", "--check", "FOLDER/check.yaml", "--experiment")).ShouldBe(0, shell.Error);

        var experiment = (DataObject)JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(shell.Output));
        ((DataArray)((DataObject)experiment["steady-state-hypothesis"]!)["probes"]!).Items.Length.ShouldBe(probes);
    }

    [Fact]
    public async Task The_types_are_told_with_their_faults()
    {
        using var shell = new Shell();

        Snapshot.Match(await shell.RunAsync("attack", "types"));
    }

    [Theory]
    [InlineData("blackhole")]
    [InlineData("process_killer")]
    public async Task The_help_of_an_attack_is_not_at_minus_h(string type)
    {
        using var shell = new Shell();

        Snapshot.Match(await shell.RunAsync("attack", type, "--help"), $"Help_of_attack_{type}");
    }

    [Theory]
    [InlineData("attack halt", "Say which attack: give its ID, or --all.")]
    [InlineData("attack halt x --all", "Say which attack: give its ID, or --all.")]
    [InlineData("attack halt x", "'x' is not the id of one attack.")]
    [InlineData("attack logs last", "'last' is not the id of one attack.")]
    public async Task An_attack_that_there_is_not_is_no_attack(string line, string message)
    {
        using var shell = new Shell();

        (await shell.CodeAsync(line.Split(' '))).ShouldBe(2);

        shell.Error.ShouldStartWith("Error: " + message);
    }

    [Fact]
    public async Task Where_there_was_no_attack_there_is_nothing_to_list_or_to_halt()
    {
        using var shell = new Shell();

        await shell.CodeAsync("attack", "list");
        shell.Output.ShouldStartWith("There are no attacks in ");
        (await shell.CodeAsync("attack", "halt", "--all")).ShouldBe(0);
        shell.Output.ShouldBe("No attack is going on.\n");
        await shell.CodeAsync("attack", "list", "--json");
        shell.Output.ShouldBe("[]\n");
    }

    [Fact]
    public void A_process_is_known_by_more_than_its_number()
    {
        using var folder = new TemporaryFolder();
        var self = ProcessIdentity.Own;
        EngineFile.Write(folder.Path, self);

        EngineFile.Read(folder.Path).ShouldBe(self);
        self.IsAlive.ShouldBeTrue();
        (self with { Key = new ProcessKey(self.Id, 1) }).IsAlive.ShouldBeFalse();
        EngineFile.Ask(self with { BootId = "another" }).ShouldBeFalse();
        EngineFile.Read(Path.Combine(folder.Path, "none")).ShouldBeNull();
    }
}
