using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>The recorded behaviour of the reference, played against the launcher.</summary>
public sealed class ConformanceTests
{
    private static readonly string Folder = Repository.Path("tests", "conformance", "chaostoolkit");

    [Fact(Timeout = 600_000)]
    public async Task Every_recorded_case_passes()
    {
        await using var tool = new Tool();

        var ended = await tool.RunAsync("/usr/bin/env", "python3", Path.Combine(Folder, "run.py"), "--command", Tool.Launcher);

        var failed = ended.Output.Split('\n').Where(line => line.StartsWith("FAIL ", StringComparison.Ordinal));
        string.Join('\n', failed).ShouldBe("", ended.Error);
        ended.Output.ShouldContain($"{Directory.GetDirectories(Path.Combine(Folder, "cases")).Length} passed, 0 failed");
    }

    [Fact]
    public void At_most_three_cases_differ_on_purpose() =>
        ((DataObject)JsonText.Parse(File.ReadAllText(Path.Combine(Folder, "deliberate.json")))).Members.Length.ShouldBeLessThanOrEqualTo(3);

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
}
