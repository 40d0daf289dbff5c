using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class SettingsTests
{
    private const string Text = """
        # mine
        auths:
          chaos.example.com:8443:
            type: bearer
            value: a1234   # until spring
        runtime:
          rollbacks:
            strategy: always

        """;

    [Fact]
    public async Task Settings_are_looked_into_and_changed()
    {
        using var shell = new Shell();
        var settings = shell.Write("settings.yaml", Text);
        var seen = new List<string>();
        foreach (
            var words in (string[][])
                [
                    ["show"],
                    ["show", "--reveal"],
                    ["show", "--format", "json"],
                    ["get", "auths.chaos\\.example\\.com:8443.value"],
                    ["get", "auths"],
                    ["get", "runtime", "--format", "json"],
                    ["get", "auth"],
                    ["set", "runtime.hypothesis.strategy", "skip"],
                    ["set", "runtime.hypothesis.strategy", "skip", "--create"],
                    ["set", "runtime.rollbacks.strategy", "allways"],
                    ["set", "runtime", "{x"],
                    ["set", "auths[0]", "1", "--create"],
                    ["set", "a..b", "1"],
                    ["remove", "runtime.rollbacks"],
                    ["remove", "runtime.rollbacks"],
                    ["show", "--reveal"],
                ]
        )
        {
            seen.Add($"$ settings {string.Join(' ', words)}\n{await shell.RunAsync(["--settings", settings, "settings", .. words])}");
        }

        Snapshot.Match(string.Join('\n', seen), "Settings");
    }

    [Fact]
    public async Task Where_there_is_no_file_showing_fails_and_setting_makes_one()
    {
        using var shell = new Shell();
        shell.Variables["HOME"] = shell.Folder;

        (await shell.CodeAsync("settings", "show")).ShouldBe(1);
        shell.Error.ShouldContain("There is no settings file at");
        (await shell.CodeAsync("settings", "set", "runtime.rollbacks.strategy", "never", "--create")).ShouldBe(0, shell.Error);
        shell.Read(".config/faultline/settings.yaml").ShouldBe("runtime:\n  rollbacks:\n    strategy: never\n");
    }

    [Theory]
    [InlineData("", "never")]
    [InlineData("--rollback-strategy always", "always")]
    public async Task What_is_settled_counts_where_neither_document_nor_command_line_says_more(string options, string strategy)
    {
        using var shell = new Shell();
        shell.Write("e.json", """{"title": "t", "description": "d", "method": []}""");
        var settings = shell.Write("settings.yaml", "runtime: {rollbacks: {strategy: never}}");

        await shell.CodeAsync([
            "--settings",
            settings,
            "run",
            "FOLDER/e.json",
            "--journal-path",
            "FOLDER/j.json",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);

        shell.Error.ShouldContain($"Rollbacks strategy: {strategy}");
    }

    [Fact]
    public async Task A_strategy_that_there_is_not_keeps_the_run_from_beginning()
    {
        using var shell = new Shell();
        shell.Write("e.json", """{"title": "t", "description": "d", "method": []}""");
        var settings = shell.Write("settings.yaml", "runtime: {rollbacks: {strategy: allways}}");

        var code = await shell.CodeAsync("--settings", settings, "run", "FOLDER/e.json", "--journal-path", "FOLDER/j.json");

        (code, File.Exists(Path.Combine(shell.Folder, "j.json"))).ShouldBe((2, false));
        shell.Error.ShouldContain("Did you mean 'always'?");
    }

    [Fact]
    public async Task What_is_at_work_here_is_shown()
    {
        using var shell = new Shell();
        shell.Variables["PATH"] = "/nowhere";
        var settings = shell.Write("settings.yaml", Text);
        var seen = new List<string>
        {
            await shell.RunAsync("info", "core"),
            await shell.RunAsync("--settings", settings, "info", "settings"),
            await shell.RunAsync("--settings", "FOLDER/none.yaml", "info", "settings"),
        };

        Snapshot.Match(
            System
                .Text.RegularExpressions.Regex.Replace(string.Join('\n', seen), @"(\.NET +)[\d.]+", "$1N")
                .Replace("\n\n", "\n", StringComparison.Ordinal),
            "Info"
        );
    }
}
