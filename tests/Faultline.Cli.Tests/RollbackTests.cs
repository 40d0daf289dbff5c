using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary><c>faultline rollback</c>: what a run left behind is undone from its log.</summary>
public sealed class RollbackTests
{
    private const string Undo =
        """[{"type": "action", "name": "undo", "provider": {"type": "process", "path": "touch", "arguments": ["undone"]}}]""";

    [Fact(Timeout = 60_000)]
    public async Task The_rollbacks_of_a_run_that_skipped_them_are_played_and_nothing_else()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment(Undo), "--rollback-strategy", "never");
        File.Delete(Path.Combine(shell.Folder, "played"));

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "rollback", "last"));
        Files(shell).ShouldBe(["experiment.json", "journal.json", "rollback-journal.json", "undone"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_rollbacks_of_a_run_that_was_killed_are_played()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment(Undo), "--rollback-strategy", "never");
        CutTheLog(shell);
        File.Delete(Path.Combine(shell.Folder, "experiment.json"));

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last");

        (code, Files(shell).Contains("undone")).ShouldBe((0, true), shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_journal_of_the_rollbacks_is_one_of_its_own()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment(Undo), "--rollback-strategy", "never");
        var journal = shell.Read("journal.json");

        await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last", "--journal-path", "FOLDER/own.json");

        var own = (DataObject)JsonText.Parse(shell.Read("own.json"));
        shell.Read("journal.json").ShouldBe(journal);
        (((DataArray)own["run"]!).Items.Length, ((DataArray)own["rollbacks"]!).Items.Length).ShouldBe((0, 1));
        ((DataObject)own["faultline"]!).Text("undo").ShouldBe("complete");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reference_is_followed_into_the_method_that_is_not_played()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment("""[{"ref": "act"}]"""), "--rollback-strategy", "never");
        File.Delete(Path.Combine(shell.Folder, "played"));

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last");

        (code, Files(shell).Contains("played")).ShouldBe((0, true), shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rollback_that_fails_is_exit_code_5()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment(Undo.Replace("touch", "false", StringComparison.Ordinal)), "--rollback-strategy", "never");

        (await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last")).ShouldBe(5, shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_method_called_may_be_gone_by_now()
    {
        using var shell = new Shell();
        var program = shell.Write("program", "#!/bin/sh\nexit 0\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await RunAsync(
            shell,
            Experiment(Undo).Replace("\"touch\", \"arguments\": [\"played\"]", $"\"{program}\"", StringComparison.Ordinal),
            "--rollback-strategy",
            "never"
        );
        File.Delete(program);

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last");

        (code, Files(shell).Contains("undone")).ShouldBe((0, true), shell.Error);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("\"secrets\": {\"g\": {\"name\": \"undone\"}}", "${name}")]
    [InlineData("\"secrets\": {\"g\": {\"name\": {\"type\": \"env\", \"key\": \"NAME\"}}}", "undone")]
    public async Task Secrets_that_the_log_does_not_keep_are_asked_for(string secrets, string argument)
    {
        using var shell = new Shell();
        shell.Variables["NAME"] = "undone";
        var undo = Undo.Replace("undone", argument, StringComparison.Ordinal);
        await RunAsync(
            shell,
            Experiment(undo).Replace("\"description\": \"d\"", "\"description\": \"d\", " + secrets, StringComparison.Ordinal),
            "--rollback-strategy",
            "never"
        );

        var without = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last");
        var error = Regex.Replace(shell.Error, @"\d{8}-\d{6}-\d{3}-\w{4}", "RUN");
        var before = Files(shell);
        var with = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last", "--document", "experiment.json");

        (without, with, before.Contains("undone"), Files(shell).Contains("undone")).ShouldBe((2, 0, false, true), shell.Error);
        error.ShouldEndWith(
            "Error: The secrets of the run 'RUN' stood in its document, and its log does not keep them: give the document with --document.\n"
        );
        Files(shell).ShouldNotContain(file => file.Contains('*'));
    }

    [Fact(Timeout = 60_000)]
    public async Task Secrets_of_the_environment_are_read_again()
    {
        using var shell = new Shell();
        shell.Variables["NAME"] = "undone-by-name";
        var undo = Undo.Replace("undone", "${name}", StringComparison.Ordinal);
        await RunAsync(
            shell,
            Experiment(undo)
                .Replace(
                    "\"description\": \"d\"",
                    "\"description\": \"d\", \"secrets\": {\"g\": {\"name\": {\"type\": \"env\", \"key\": \"NAME\"}}}",
                    StringComparison.Ordinal
                ),
            "--rollback-strategy",
            "never"
        );

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last");

        (code, Files(shell).Contains("undone-by-name")).ShouldBe((0, true), shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Values_are_given_as_they_were_given_to_the_run()
    {
        using var shell = new Shell();
        var undo = Undo.Replace("undone", "${name}", StringComparison.Ordinal);
        await RunAsync(
            shell,
            Experiment(undo)
                .Replace(
                    "\"description\": \"d\"",
                    "\"description\": \"d\", \"configuration\": {\"name\": \"by-default\"}",
                    StringComparison.Ordinal
                ),
            "--rollback-strategy",
            "never"
        );

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last", "--var", "name=given");

        (code, Files(shell).Contains("given")).ShouldBe((0, true), shell.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_is_still_going_on_is_left_alone()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment(Undo), "--rollback-strategy", "never");
        var state = Path.Combine(shell.Folder, "state");
        var (folder, running) = new RunStore(state).Create("20990101-100000-000-goes");
        using (running)
        {
            File.Copy(new RunStore(state).LogOf(new RunStore(state).Ids()[0]), Path.Combine(folder, EventLog.FileName));

            var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "goes");

            (code, Files(shell).Contains("undone")).ShouldBe((2, false));
            shell.Error.ShouldEndWith("Error: The run '20990101-100000-000-goes' is still going on; it plays its rollbacks itself.\n");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_experiment_without_rollbacks_has_nothing_to_play()
    {
        using var shell = new Shell();
        await RunAsync(shell, Experiment("[]"));

        var code = await shell.CodeAsync("--change-dir", "FOLDER", "rollback", "last");

        code.ShouldBe(2);
        shell.Error.ShouldEndWith("Error: The experiment of this run declares no rollbacks.\n");
    }

    private static async Task RunAsync(Shell shell, string experiment, params string[] options)
    {
        shell.Write("experiment.json", experiment);
        (await shell.CodeAsync(["--change-dir", "FOLDER", "run", .. options, "experiment.json"])).ShouldBe(0, shell.Error);
    }

    // As a kill in the method leaves it.
    private static void CutTheLog(Shell shell)
    {
        var runs = new RunStore(Path.Combine(shell.Folder, "state"));
        var log = runs.LogOf(runs.Ids()[0]);
        var lines = File.ReadAllLines(log).TakeWhile(line => !line.Contains("\"method-ended\"", StringComparison.Ordinal));
        File.WriteAllText(log, string.Concat(lines.Select(line => line + "\n")) + "{\"sequence\": 9");
    }

    private static string[] Files(Shell shell) =>
        [.. Directory.GetFiles(shell.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Experiment(string rollbacks) =>
        """
            {"title": "The flag is up", "description": "d",
             "method": [{"type": "action", "name": "act", "provider": {"type": "process", "path": "touch", "arguments": ["played"]}}],
             "rollbacks": ROLLBACKS}
            """.Replace("ROLLBACKS", rollbacks, StringComparison.Ordinal);
}
