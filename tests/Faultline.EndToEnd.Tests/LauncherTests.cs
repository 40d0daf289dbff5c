using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

public sealed class LauncherTests
{
    [Fact(Timeout = 300_000)]
    public async Task The_launcher_works_from_any_folder_with_another_home_and_through_a_link()
    {
        await using var tool = new Tool();
        var link = Path.Combine(tool.Work, "fl");
        File.CreateSymbolicLink(link, Tool.Launcher);

        var ended = await tool.RunAsync(link, "--version");

        (ended.Code, ended.Output, ended.Error).ShouldBe((0, "faultline, version 0.1.0\n", ""));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pipe_that_nobody_reads_any_more_ends_quietly()
    {
        await using var tool = new Tool();
        tool.Write(
            "experiment.json",
            """{"title": "t", "description": "d", "method": [{"type": "action", "name": "a", "provider": {"type": "process", "path": "true"}}]}"""
        );

        var ended = await tool.RunAsync(
            "/bin/sh",
            "-c",
            $"{{ {Tool.Launcher} run --format json experiment.json; echo $? >code; }} | head -c 1 >/dev/null"
        );

        (tool.Read("code").Trim(), ended.Error.Contains("ERROR", StringComparison.Ordinal)).ShouldBe(("0", false), ended.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_first_experiment_of_the_README_does_what_the_README_says()
    {
        await using var tool = new Tool();
        var readme = File.ReadAllText(Repository.Path("README.md"));
        var yaml = readme.Split("```yaml\n")[1].Split("```")[0];
        tool.Write("experiment.yaml", yaml);

        var ended = await tool.FaultlineAsync("run", "experiment.yaml");

        ended.Code.ShouldBe(0, ended.All);
    }
}
