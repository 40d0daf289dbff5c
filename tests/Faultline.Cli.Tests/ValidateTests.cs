using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class ValidateTests
{
    private const string Valid = """{"title": "t", "description": "d", "method": []}""";

    [Fact]
    public async Task Every_problem_of_a_document_is_shown_with_its_place_and_remedy()
    {
        using var shell = new Shell();
        shell.Write(
            "broken.yaml",
            """
            title: Broken in many ways
            descripton: misspelt
            configuration:
              url: {type: env, key: NOT_SET_ANYWHERE}
            steady-state-hypothesis:
              title: h
              probes:
                - {type: probe, name: p, provider: {type: htp, url: "${url}"}}
                - {type: probe, name: q, tolerance: {type: regex, pattern: "[0-9"}, provider: {type: http}}
            method:
              - {type: action, name: a, provider: {type: process, path: no-such-program}, timeout: soon}
              - {ref: aa}
              - {type: action, name: k, provider: {type: python, module: chaosk8s.pod.actions, func: terminate_pod}}
            rollback: []
            """
        );

        Snapshot.Match(await shell.RunAsync("--change-dir", "FOLDER", "validate", "broken.yaml"));
    }

    [Fact]
    public async Task A_valid_document_is_called_so_in_the_reference_s_words()
    {
        using var shell = new Shell();
        shell.Write("fine.json", Valid);

        Snapshot.Match(await shell.RunAsync("validate", "FOLDER/fine.json"));
    }

    [Fact]
    public async Task A_folder_is_searched_for_documents()
    {
        using var shell = new Shell();
        shell.Write("all/a.json", Valid);
        shell.Write("all/deeper/b.yml", "title: t\n");
        shell.Write("all/notes.txt", "not a document");

        Snapshot.Match(await shell.RunAsync("validate", "FOLDER/all"));
    }

    [Fact]
    public async Task A_pattern_in_quotes_is_expanded()
    {
        using var shell = new Shell();
        shell.Write("a.json", Valid);
        shell.Write("b.json", Valid);

        await shell.CodeAsync("validate", "FOLDER/*.json");

        shell.Error.Split("Experiment looks valid").Length.ShouldBe(3);
    }

    [Fact]
    public async Task Strict_takes_warnings_for_errors()
    {
        using var shell = new Shell();
        shell.Write("odd.json", """{"title": "t", "description": "d", "method": [], "rollback": []}""");

        (await shell.CodeAsync("validate", "FOLDER/odd.json"), await shell.CodeAsync("validate", "--strict", "FOLDER/odd.json")).ShouldBe(
            (0, 2)
        );
    }

    [Fact]
    public async Task A_variable_satisfies_a_missing_environment_key()
    {
        using var shell = new Shell();
        shell.Write(
            "env.json",
            """{"title": "t", "description": "d", "method": [], "configuration": {"x": {"type": "env", "key": "NOPE_X"}}}"""
        );

        (
            await shell.CodeAsync("validate", "FOLDER/env.json"),
            await shell.CodeAsync("validate", "--var", "x=1", "FOLDER/env.json")
        ).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData("{", "Failed parsing JSON experiment")]
    [InlineData("title: [", "Failed parsing YAML experiment")]
    [InlineData("- just\n- a list", "an experiment is an object, and this document is a list")]
    public async Task A_document_on_standard_input_is_read_in_either_format(string input, string message)
    {
        using var shell = new Shell { Input = input };

        var code = await shell.CodeAsync("validate", "-");

        (
            code,
            shell.Error.Contains(message, StringComparison.Ordinal),
            shell.Error.Contains("standard input:", StringComparison.Ordinal)
        ).ShouldBe((2, true, true), shell.Error);
    }
}
