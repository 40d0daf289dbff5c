namespace Faultline.Cli.Tests;

/// <summary>Called as <c>chaos</c> or <c>gremlin</c>, by scripts that were written for others.</summary>
public sealed class NameTests
{
    private const string Deviated = """
        {"title": "t", "description": "d",
         "steady-state-hypothesis": {"title": "h", "probes": [
           {"type": "probe", "name": "p", "tolerance": 1, "provider": {"type": "process", "path": "true"}}]},
         "method": []}
        """;

    [Theory]
    [InlineData("faultline", "faultline, version ")]
    [InlineData("chaos", "chaos, version 1.19.0")]
    [InlineData("gremlin", "gremlin, version 0.1.0")]
    public async Task The_version_is_that_of_the_name(string name, string expected)
    {
        using var shell = new Shell { Name = Named(name) };

        await shell.CodeAsync("--version");

        shell.Output.ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("faultline", "run experiment.json", 3)]
    [InlineData("chaos", "run experiment.json", 1)]
    [InlineData("gremlin", "run experiment.json", 3)]
    [InlineData("faultline", "validate none.json", 2)]
    [InlineData("chaos", "validate none.json", 1)]
    [InlineData("chaos", "run --no-such-option", 2)]
    public async Task Exit_codes_are_those_that_scripts_of_the_name_know(string name, string command, int expected)
    {
        using var shell = new Shell { Name = Named(name) };
        var experiment = shell.Write("experiment.json", Deviated);
        var words = command.Split(' ').Select(word => word == "experiment.json" ? experiment : word);
        string[] journal = command.StartsWith("run e", StringComparison.Ordinal) ? ["--journal-path", "FOLDER/journal.json"] : [];

        (await shell.CodeAsync(["--no-log-file", .. words, .. journal])).ShouldBe(expected, shell.Error);
    }

    [Fact]
    public void The_log_file_of_the_reference_is_written_under_its_name_only() =>
        (ProgramName.Chaos.LogFile, ProgramName.Faultline.LogFile).ShouldBe(("chaostoolkit.log", null));

    private static ProgramName Named(string name) =>
        name switch
        {
            "chaos" => ProgramName.Chaos,
            "gremlin" => ProgramName.Gremlin,
            _ => ProgramName.Faultline,
        };
}
