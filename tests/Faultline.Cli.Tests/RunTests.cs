using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class RunTests
{
    private const string Rollback = """{"type": "action", "name": "undo", "provider": {"type": "process", "path": "true"}}""";

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_deviates_is_told_in_full()
    {
        using var shell = new Shell();
        shell.Write("flag", "up");
        shell.Write("experiment.json", Experiment("grep -q up flag", "rm flag"));

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "run", "experiment.json"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_gate_that_is_closed_is_no_success()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Experiment("false", "touch played"));

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "run", "experiment.json"));
        File.Exists(Path.Combine(shell.Folder, "played")).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rollback_that_fails_is_exit_code_5()
    {
        using var shell = new Shell();
        shell.Write(
            "experiment.json",
            Experiment("true", "true")
                .Replace(
                    Rollback,
                    """{"type": "action", "name": "undo", "provider": {"type": "process", "path": "false"}}""",
                    StringComparison.Ordinal
                )
        );

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "run", "experiment.json"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_control_that_can_t_be_found_is_warned_of_and_the_run_goes_on()
    {
        using var shell = new Shell();
        shell.Write(
            "experiment.json",
            """
            {"title": "t", "description": "d", "controls": [{"name": "c", "provider": {"type": "python", "module": "m"}}],
             "steady-state-hypothesis": {"title": "h", "probes": [{"type": "probe", "name": "p", "tolerance": 0, "provider": {"type": "process", "path": "true"}}]},
             "method": [{"type": "action", "name": "a", "provider": {"type": "process", "path": "true"}}]}
            """
        );

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "run", "experiment.json"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_method_is_watched_beside_work_in_the_background_and_ended_by_the_first_miss()
    {
        using var shell = new Shell();
        shell.Write("flag", "up");
        shell.Write(
            "experiment.json",
            Experiment("grep -q up flag", "rm flag; sleep 30")
                .Replace("\"name\": \"strike\",", "\"name\": \"strike\", \"background\": true,", StringComparison.Ordinal)
        );

        var code = await shell.CodeAsync([
            "--change-dir",
            "FOLDER",
            "run",
            "--hypothesis-strategy",
            "continuously",
            "--hypothesis-frequency",
            "0.05",
            "--fail-fast",
            "experiment.json",
        ]);

        code.ShouldBe(1, shell.Error);
        shell.Error.ShouldContain("Action: strike [in background]");
        shell.Error.ShouldContain("Continuous steady state probe 'flag' is not in the given tolerance");
        shell.Error.ShouldContain("Terminating immediately the experiment after ");
        shell.Error.ShouldContain("Verdict: deviated, undo complete (exit code 1)");
    }

    [Fact(Timeout = 60_000)]
    public async Task Misses_below_the_ratio_do_not_end_the_method()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Experiment("mkdir once", "sleep 0.5; touch played"));

        var code = await shell.CodeAsync(
            "--change-dir",
            "FOLDER",
            "run",
            "--hypothesis-strategy",
            "during-method-only",
            "--hypothesis-frequency",
            "1e8",
            "--fail-fast",
            "--fail-fast-ratio",
            "1",
            "experiment.json"
        );

        (code, File.Exists(Path.Combine(shell.Folder, "played"))).ShouldBe((0, true), shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_dry_run_calls_nothing_and_says_so()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Experiment("touch probed", "touch played"));

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "run", "--dry", "activities", "experiment.json"));
        Directory.GetFiles(shell.Folder).Select(Path.GetFileName).ShouldBe(["experiment.json", "journal.json"], ignoreOrder: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task Configuration_that_a_probe_finds_out_is_there_when_the_run_begins()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Dynamic("echo written"));

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "run", "experiment.json");

        (code, File.Exists(Path.Combine(shell.Folder, "written"))).ShouldBe((0, true), shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Configuration_that_can_t_be_found_out_keeps_the_run_from_beginning()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Dynamic("exit 3"));

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "run", "experiment.json"));
        Directory.GetFiles(shell.Folder).Select(Path.GetFileName).ShouldBe(["experiment.json"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_journal_that_can_t_be_written_is_found_out_before_anything_is_run()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Experiment("true", "touch played"));

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "run", "--journal-path", "FOLDER/none/journal.json", "experiment.json");

        (code, File.Exists(Path.Combine(shell.Folder, "played"))).ShouldBe((2, false));
        shell.Error.ShouldContain($"Error: The journal can't be written to '{shell.Folder}/none/journal.json': ");
        shell.Error.ShouldEndWith("Nothing was run.\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_are_printed_as_lines_of_JSON()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Experiment("true", "true"));

        await shell.CodeAsync("--change-dir", "FOLDER", "run", "--format", "json", "experiment.json");

        var names = shell.Output.TrimEnd().Split('\n').Select(line => ((DataObject)JsonText.Parse(line)).Text("event"));
        Snapshot.Match(string.Join('\n', names));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_stands_nowhere_that_a_run_writes()
    {
        using var shell = new Shell();
        shell.Variables["TOKEN"] = "s3cr3t-Value!";
        shell.Write(
            "experiment.json",
            """
            {"title": "The token is ${token}", "description": "d", "secrets": {"api": {"token": {"type": "env", "key": "TOKEN"}, "inline": "other-s3cr3t"}},
             "method": [{"type": "probe", "name": "leak", "provider": {"type": "process", "path": "echo", "arguments": ["${token}", "${inline}"]}},
                        {"type": "probe", "name": "url", "provider": {"type": "http", "url": "http://127.0.0.1:1/?t=${token}"}}]}
            """
        );

        await shell.CodeAsync(
            "--change-dir",
            "FOLDER",
            "--verbose",
            "--log-file",
            "FOLDER/log",
            "run",
            "--report",
            "report.html",
            "experiment.json"
        );

        var files = Directory
            .GetFiles(shell.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("experiment.json", StringComparison.Ordinal));
        var everything = string.Concat(files.Select(File.ReadAllText)) + shell.Output + shell.Error;
        (everything.Contains("s3cr3t", StringComparison.Ordinal), everything.Contains("*****", StringComparison.Ordinal)).ShouldBe(
            (false, true)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Runs_are_listed_shown_rebuilt_reported_and_pruned()
    {
        using var shell = new Shell();
        shell.Write("experiment.json", Experiment("true", "true"));
        await shell.CodeAsync("--change-dir", "FOLDER", "run", "experiment.json");

        var list = await shell.RunAsync("runs", "list");
        var show = await shell.RunAsync("runs", "show", "last");
        await shell.CodeAsync("runs", "journal", "last");
        var rebuilt = shell.Output;
        var report = await shell.CodeAsync("report", "last", "--format", "markdown", "-o", "FOLDER/report.md");
        var prune = await shell.RunAsync("runs", "prune", "--keep", "0");

        rebuilt.ShouldBe(shell.Read("journal.json") + "\n");
        report.ShouldBe(0);
        shell.Read("report.md").ShouldContain("held");
        Snapshot.Match(list + "\n\n" + show + "\n\n" + prune);
    }

    private static string Dynamic(string script) =>
        """
            {"title": "t", "description": "d",
             "configuration": {"name": {"type": "probe", "name": "find out", "provider": {"type": "process", "path": "sh", "arguments": ["-c", "SCRIPT"]}}},
             "method": [{"type": "action", "name": "a", "provider": {"type": "process", "path": "touch", "arguments": ["${name}"]}}]}
            """.Replace("SCRIPT", script, StringComparison.Ordinal);

    private static string Experiment(string probe, string action) =>
        """
            {"title": "The flag is up", "description": "d",
             "steady-state-hypothesis": {"title": "There is a flag", "probes": [
               {"type": "probe", "name": "flag", "tolerance": 0, "provider": {"type": "process", "path": "sh", "arguments": ["-c", "PROBE"]}}]},
             "method": [{"type": "action", "name": "strike", "provider": {"type": "process", "path": "sh", "arguments": ["-c", "ACTION"]}}],
             "rollbacks": [ROLLBACK]}
            """.Replace("PROBE", probe, StringComparison.Ordinal).Replace("ACTION", action, StringComparison.Ordinal).Replace(
            "ROLLBACK",
            Rollback,
            StringComparison.Ordinal
        );
}
