using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>The recorded behaviour of the reference, played against the launcher.</summary>
public sealed class ConformanceTests
{
    private static readonly string Folder = Repository.Path("tests", "conformance", "chaostoolkit");

    [Fact(Timeout = 600_000)]
    public async Task Every_recorded_case_passes_but_those_that_wait_for_something_named()
    {
        await using var tool = new Tool();
        var waiting = File.ReadAllLines(Repository.Path("tests", "conformance", "not-yet.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ')[0])
            .ToHashSet(StringComparer.Ordinal);

        var ended = await tool.RunAsync("/usr/bin/env", "python3", Path.Combine(Folder, "run.py"), "--command", Tool.Launcher);

        var failed = ended.Output.Split('\n').Where(line => line.StartsWith("FAIL ", StringComparison.Ordinal)).ToList();
        var unexpected = failed.Where(line => !waiting.Contains(NameOf(line))).ToList();
        var passing = waiting.Except(failed.Select(NameOf)).ToList();
        (string.Join('\n', unexpected), string.Join('\n', passing)).ShouldBe(
            ("", ""),
            $"(unexpected failures, cases to strike from not-yet.txt)\n{ended.Error}"
        );
        ended.Output.ShouldContain(
            $"{Directory.GetDirectories(Path.Combine(Folder, "cases")).Length - waiting.Count} passed, {waiting.Count} failed"
        );
    }

    [Fact(Timeout = 300_000)]
    public async Task Every_recorded_document_is_judged_as_the_reference_judges_it()
    {
        await using var tool = new Tool();
        string[] arguments =
        [
            "python3",
            Path.Combine(Folder, "run.py"),
            "--command",
            Tool.Launcher,
            "--validate",
            Path.Combine(Folder, "validate.json"),
        ];

        var ended = await tool.RunAsync("/usr/bin/env", arguments);

        ended.Output.Trim().ShouldBe("92 passed, 0 failed", ended.Error);
    }

    private static string NameOf(string failure) => failure["FAIL ".Length..].Split(':')[0];
}
