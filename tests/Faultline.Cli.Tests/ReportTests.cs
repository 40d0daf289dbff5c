using System.Xml.Linq;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class ReportTests
{
    private static readonly string Workshop = Repository.Path("tests", "Faultline.Engine.Tests", "Reports", "Journals", "workshop.json");

    [Theory]
    [InlineData("report.html", "<!DOCTYPE html>")]
    [InlineData("report.md", "## ❌ Deviated: ")]
    [InlineData("report.xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?>")]
    [InlineData("report.json", "{\n  \"schema\": \"faultline.report\"")]
    [InlineData("report.sarif", "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\"")]
    public async Task The_file_s_name_chooses_the_format(string file, string beginning)
    {
        using var shell = new Shell();

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "report", Workshop, "-o", $"FOLDER/{file}");

        code.ShouldBe(0, shell.Error);
        shell.Read(file).ShouldStartWith(beginning);
    }

    [Fact]
    public async Task The_option_wins_over_the_name()
    {
        using var shell = new Shell();

        await shell.CodeAsync("--change-dir", "FOLDER", "report", Workshop, "--format", "junit", "-o", "FOLDER/report.txt");

        XDocument.Parse(shell.Read("report.txt")).Root!.Name.LocalName.ShouldBe("testsuites");
    }

    [Fact]
    public async Task Journals_of_one_name_are_told_apart()
    {
        using var shell = new Shell();

        await shell.CodeAsync("--change-dir", "FOLDER", "report", Workshop, Workshop, "--format", "json");

        var runs = (DataArray)((DataObject)JsonText.Parse(shell.Output))["runs"]!;
        runs.Items.OfType<DataObject>().Select(run => run.Text("name")).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task In_a_workflow_the_job_s_summary_is_appended_to()
    {
        using var shell = new Shell();
        shell.Variables["GITHUB_STEP_SUMMARY"] = shell.Write("summary.md", "# Before\n");

        await shell.CodeAsync("--change-dir", "FOLDER", "report", Workshop, "--format", "github");

        shell.Output.ShouldStartWith("::error file=");
        shell.Read("summary.md").ShouldStartWith("# Before\n## ❌ Deviated: ");
    }

    [Fact]
    public async Task Findings_stand_at_their_line_of_the_document()
    {
        using var shell = new Shell();
        shell.Variables["GITHUB_WORKSPACE"] = shell.Folder;
        shell.Write(
            "chaos/experiment.yaml",
            "title: t\nsteady-state-hypothesis:\n  probes:\n    - name: application-must-respond-normally\n"
        );

        await shell.CodeAsync(
            "--change-dir",
            "FOLDER",
            "report",
            Workshop,
            "--format",
            "github",
            "--document",
            "FOLDER/chaos/experiment.yaml"
        );

        shell.Output.ShouldStartWith("::error file=chaos/experiment.yaml,line=4,col=7,title=");
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_an_error()
    {
        using var shell = new Shell();

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "report", Workshop, "--document", "FOLDER/none.json");

        (code, shell.Error.Split('\n')[1]).ShouldBe(
            (2, $"Error: The document '{shell.Folder}/none.json' can't be read, or is neither JSON nor YAML.")
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_writes_several_reports_with_the_lines_of_its_document()
    {
        using var shell = new Shell();
        shell.Write(
            "experiment.json",
            """
            {"title": "t", "description": "d",
             "steady-state-hypothesis": {"title": "h", "probes": [
               {"type": "probe", "name": "never", "tolerance": 0, "provider": {"type": "process", "path": "false"}}]},
             "method": [{"type": "action", "name": "a", "provider": {"type": "process", "path": "true"}}]}
            """
        );

        await shell.CodeAsync("--change-dir", "FOLDER", "run", "--report", "r.sarif", "--report", "r.xml", "experiment.json");

        shell.Read("r.sarif").ShouldContain("\"startLine\": 3");
        XDocument
            .Parse(shell.Read("r.xml"))
            .Descendants("error")
            .Attributes("type")
            .Select(type => type.Value)
            .ShouldBe(["gate", "inconclusive"]);
    }
}
