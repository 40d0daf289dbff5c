using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>One experiment with the sample extensions of all kinds: functions, a control and a secret, called as users would.</summary>
public sealed class ExtensionTests
{
    private const string Flags = "artifacts/bin/Faultline.Samples.Flags/debug/Faultline.Samples.Flags";
    private const string JavaScript = "samples/extensions/javascript/acme-flags.mjs";

    private static readonly string[] Moments =
    [
        "configure",
        "before-experiment",
        "before-hypothesis",
        "before-activity the flag is off",
        "after-activity the flag is off",
        "after-hypothesis",
        "before-method",
        "before-activity turn it on",
        "after-activity turn it on",
        "before-activity look",
        "after-activity look",
        "after-method",
        "before-hypothesis",
        "before-activity the flag is off",
        "after-activity the flag is off",
        "after-hypothesis",
        "before-rollback",
        "before-activity turn it off",
        "after-activity turn it off",
        "after-rollback",
        "after-experiment",
        "clean-up",
    ];

    public static TheoryData<string, string, string, string> Kinds { get; } =
        new()
        {
            { "an assembly, in process", "", Flags + ".dll", "acme" },
            { "the same as a program of its own", "", Flags, "acme" },
            { "an assembly, given to the single file", "artifacts/packages/faultline", Flags + ".dll", "acme" },
            { "JavaScript", "", JavaScript, "acmejs" },
        };

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Kinds))]
    public async Task An_extension_adds_functions_a_control_and_secrets(string kind, string program, string path, string name)
    {
        await using var tool = new Tool();
        tool.Write("flags.json", "{\"beta\": false}");
        tool.Write("token", "s3cret-of-acme\n");
        tool.Write("experiment.json", Document(name));
        var launcher = program.Length == 0 ? Tool.Launcher : Repository.Path(program);

        var ended = await tool.RunAsync(launcher, "--extension", Repository.Path(path), "run", "experiment.json");

        ended.Code.ShouldBe(1, $"{kind}: {ended.All}");
        tool.Read("audit").TrimEnd('\n').Split('\n').ShouldBe(Moments);
        tool.Read("flags.json").ShouldContain("false");
        var journal = (DataObject)JsonText.Parse(tool.Read("journal.json"));
        var change = (DataObject)((DataArray)((DataObject)journal["faultline"]!)["changes"]!).Items[0];
        change.Text("undo").ShouldBe("set 'beta' in 'flags.json' to false");
        (ended.All + tool.Read("journal.json")).ShouldNotContain("s3cret-of-acme");
    }

    [Fact(Timeout = 300_000)]
    public async Task Wrong_arguments_of_a_function_from_outside_are_found_before_the_run()
    {
        await using var tool = new Tool();
        tool.Write("experiment.json", Document("acmejs").Replace("\"flag\"", "\"flog\"", StringComparison.Ordinal));

        var ended = await tool.FaultlineAsync("--extension", Repository.Path(JavaScript), "validate", "experiment.json");

        ended.Code.ShouldBe(2);
        ended.All.ShouldContain("argument 'flog' is not part of the function signature in activity 'is_on'");
        ended.All.ShouldContain("Did you mean 'flag'?");
    }

    [Fact(Timeout = 300_000)]
    public async Task Functions_from_outside_are_listed_with_our_own()
    {
        await using var tool = new Tool();

        var ended = await tool.FaultlineAsync("--extension", Repository.Path(JavaScript), "functions", "list", "acmejs");

        ended.Output.ShouldContain("acmejs.flags.is_on");
        ended.Output.ShouldContain("Turns a flag on or off.");
    }

    [Fact(Timeout = 300_000)]
    public async Task An_extension_of_the_Chaos_Toolkit_is_used_as_it_is()
    {
        await using var tool = new Tool();
        // What an installer would leave beside the package, from its pyproject.toml.
        tool.Write("site/chaostoolkit_acme-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: chaostoolkit-acme\nVersion: 1.0.0\n");
        tool.Write("site/chaostoolkit_acme-1.0.0.dist-info/top_level.txt", "acmepy\n");
        tool.Environment["PYTHONPATH"] = Repository.Path("samples", "extensions", "python") + ":" + Path.Combine(tool.Work, "site");
        tool.Environment["ACME_TOKEN"] = "s3cret-of-acme";
        tool.Write("flags.json", "{\"beta\": false}");
        tool.Write("experiment.json", PythonDocument);

        var ended = await tool.FaultlineAsync("run", "experiment.json");
        var discovered = await tool.FaultlineAsync("discover", "chaostoolkit-acme", "--no-install");

        ended.Code.ShouldBe(1, ended.All);
        tool.Read("audit").TrimEnd('\n').Split('\n').ShouldBe(Moments);
        tool.Read("flags.json").ShouldContain("false");
        discovered.Code.ShouldBe(0, discovered.All);
        tool.Read("discovery.json").ShouldContain("\"set_flag\"");
    }

    private static string Document(string name) =>
        """
            {
              "title": "a flag", "description": "d",
              "secrets": {"acme": {"token": {"type": "NAME", "folder": ".", "name": "token"}}},
              "controls": [{"name": "audit", "provider": {"type": "native", "module": "NAME.audit", "arguments": {"file": "audit"}}}],
              "steady-state-hypothesis": {"title": "it is off", "probes": [
                {"type": "probe", "name": "the flag is off", "tolerance": false,
                 "provider": {"type": "native", "func": "NAME.flags.is_on", "arguments": {"file": "flags.json", "flag": "beta"}}}]},
              "method": [
                {"type": "action", "name": "turn it on",
                 "provider": {"type": "native", "func": "NAME.flags.set", "arguments": {"file": "flags.json", "flag": "beta", "on": true}}},
                {"type": "probe", "name": "look",
                 "provider": {"type": "process", "path": "echo", "arguments": ["${token}"]}}],
              "rollbacks": [
                {"type": "action", "name": "turn it off",
                 "provider": {"type": "native", "func": "NAME.flags.set", "arguments": {"file": "flags.json", "flag": "beta", "on": false}}}]
            }
            """.Replace("NAME", name, StringComparison.Ordinal);

    private const string PythonDocument = """
        {
          "title": "a flag", "description": "d",
          "secrets": {"acme": {"token": {"type": "env", "key": "ACME_TOKEN"}}},
          "controls": [{"name": "audit", "provider": {"type": "python", "module": "acmepy.audit", "arguments": {"file": "audit"}}}],
          "steady-state-hypothesis": {"title": "it is off", "probes": [
            {"type": "probe", "name": "the flag is off", "tolerance": false,
             "provider": {"type": "python", "module": "acmepy.flags", "func": "is_on", "arguments": {"file": "flags.json", "flag": "beta"}}}]},
          "method": [
            {"type": "action", "name": "turn it on",
             "provider": {"type": "python", "module": "acmepy.flags", "func": "set_flag", "secrets": ["acme"],
                          "arguments": {"file": "flags.json", "flag": "beta", "on": true}}},
            {"type": "probe", "name": "look", "provider": {"type": "process", "path": "echo", "arguments": ["seen"]}}],
          "rollbacks": [
            {"type": "action", "name": "turn it off",
             "provider": {"type": "python", "module": "acmepy.flags", "func": "set_flag", "secrets": ["acme"],
                          "arguments": {"file": "flags.json", "flag": "beta", "on": false}}}]
        }
        """;
}
