using Faultline.Abstractions.Data;
using Faultline.Cli.Diagnosis;
using Faultline.Host.Diagnosis;

namespace Faultline.Cli.Tests.Diagnosis;

public sealed class DoctorTests
{
    [Fact]
    public async Task A_fault_works_by_whatever_of_its_mechanisms_works()
    {
        var findings = await FaultFindings.LookAsync(
            ["network.loss", "network.latency", "process.stop", "disk.fill"],
            [
                new Mechanism(
                    "tables",
                    new MechanismReport(false, "the kernel has none", "Load nf_tables."),
                    "network.loss",
                    "network.latency"
                ),
                new Mechanism("programs", MechanismReport.Fine with { Limits = ["Only whole trains."] }, "network.loss"),
                new Mechanism("space", MechanismReport.Fine, "disk.fill"),
                new Mechanism("somebody else's", new MechanismReport(false, "no"), "acme.fault"),
            ],
            TestContext.Current.CancellationToken
        );

        findings
            .Select(finding =>
                $"{finding.Name}: {finding.State}: {finding.What} [{string.Join(' ', finding.Notes.Concat(finding.Remedies))}]"
            )
            .ShouldBe([
                "disk.fill: Fine: by space []",
                "network.latency: Missing: tables: the kernel has none [Load nf_tables.]",
                "network.loss: Fine: by programs [Only whole trains. Not by tables: the kernel has none.]",
                "process.stop: Fine: needs nothing special []",
            ]);
    }

    [Fact]
    public async Task A_mechanism_that_throws_does_not_work()
    {
        var findings = await FaultFindings.LookAsync(
            ["a.b"],
            [new Mechanism("broken", null, "a.b")],
            TestContext.Current.CancellationToken
        );

        findings.ShouldHaveSingleItem().What.ShouldBe("broken: it could not be tried: no luck");
    }

    [Fact]
    public async Task A_host_is_looked_at_and_nothing_is_left_behind()
    {
        using var shell = new Shell();

        var code = await shell.CodeAsync("doctor", "process", "--json");

        var found = (DataObject)JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(shell.Output));
        var findings = ((DataArray)found["findings"]!).Items.OfType<DataObject>().ToList();
        findings
            .Where(finding => finding.Text("part") == "faults")
            .Select(finding => finding.Text("name"))
            .ShouldBe(["process.kill", "process.stop"]);
        findings.Select(finding => finding.Text("name")).ShouldContain("undo logs");
        code.ShouldBe(0, shell.Output);
        Directory.Exists(Path.Combine(shell.Folder, "state")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_left_over_is_the_worst_that_there_is()
    {
        using var shell = new Shell();
        shell.Write("state/undo/20261121-080000-000-abcd.undo", "1 00000000 {\"of\": \"another checksum\"}\n");

        var code = await shell.CodeAsync("doctor");

        code.ShouldBe(5, shell.Output);
        shell.Output.ShouldContain("'faultline recover 20261121-080000-000-abcd' puts it back, or says what to do.");
        shell.Output.ShouldEndWith("1 left over: 'faultline recover --all' undoes what can be undone.\n");
    }

    [Fact]
    public async Task A_state_folder_that_can_not_be_written_is_missing()
    {
        using var shell = new Shell();
        shell.Write("state", "a file, and no folder");

        var code = await shell.CodeAsync("doctor");

        code.ShouldBe(3, shell.Output);
        shell.Output.ShouldContain("-> Name another folder with --state-dir: without one, no fault is injected.");
    }

    [Theory]
    [InlineData("doctor network.latencu", "There is no fault 'network.latencu'. Did you mean 'network.latency'?")]
    [InlineData("doctor --print", "'--print' and '--root' belong to '--install-unit': give it too.")]
    [InlineData("doctor --root /x", "'--print' and '--root' belong to '--install-unit': give it too.")]
    public async Task What_is_asked_wrongly_is_said(string line, string message)
    {
        using var shell = new Shell();

        (await shell.CodeAsync(line.Split(' '))).ShouldBe(2);

        shell.Error.ShouldStartWith("Error: " + message);
    }

    private sealed class Mechanism(string name, MechanismReport? report, params string[] faults) : IMechanism
    {
        public string Name => name;

        public IReadOnlyList<string> Faults => faults;

        public Task<MechanismReport> ProbeAsync(CancellationToken stop) =>
            report is null ? throw new InvalidOperationException("no luck") : Task.FromResult(report);
    }
}
