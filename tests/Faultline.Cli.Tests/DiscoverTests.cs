using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class DiscoverTests
{
    private const int Patience = 120_000;

    [Fact]
    public async Task Our_own_functions_are_discovered_without_installing_anything()
    {
        using var shell = new Shell();

        (await shell.CodeAsync("discover", "chaostoolkit-kubernetes", "--discovery-path", "FOLDER/d.json")).ShouldBe(0, shell.Error);

        shell.Error.ShouldContain("Discovery outcome saved in ");
        var discovery = (DataObject)JsonText.Parse(shell.Read("d.json"));
        discovery
            .Members.Select(member => member.Key)
            .ShouldBe(["chaoslib_version", "id", "target", "date", "platform", "extension", "activities", "system"]);
        var terminate = ((DataArray)discovery["activities"]!)
            .Items.OfType<DataObject>()
            .Single(activity => activity.Text("mod") == "chaosk8s.pod.actions" && activity.Text("name") == "terminate_pods");
        terminate.Text("type").ShouldBe("action");
        ((DataArray)terminate["arguments"]!)
            .Items.Select(argument => argument.ToString())
            .ShouldContain("""{"name": "qty", "default": 1, "type": "integer"}""");
    }

    [Fact]
    public async Task Functions_are_listed_to_look_at()
    {
        using var shell = new Shell();

        Snapshot.Match(await shell.RunAsync("discover", "--list", "*pod.probes.*"), "Discover_list");
    }

    [Fact]
    public async Task What_is_not_installed_is_a_failure_as_the_reference_words_it()
    {
        using var shell = new Shell();

        (await shell.CodeAsync("discover", "chaostoolkit-no-such-thing", "--no-install")).ShouldBe(1);

        shell.Error.ShouldContain("CRITICAL] Package chaostoolkit-no-such-thing not found");
    }

    [Fact(Timeout = Patience)]
    public async Task An_installed_extension_is_asked_what_it_has()
    {
        using var shell = new Shell();
        shell.Variables["PYTHONPATH"] = Path.Combine(shell.Folder, "lib");
        shell.Write(
            "lib/chaostoolkit_foo-1.2.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: chaostoolkit-foo\nVersion: 1.2\nLicense: MIT\nSummary: Chaos Toolkit Extension for Foo\n"
        );
        shell.Write("lib/chaostoolkit_foo-1.2.dist-info/top_level.txt", "chaosfoo\n");
        shell.Write(
            "lib/chaosfoo/__init__.py",
            """
            from chaoslib.discovery.discover import discover_probes, initialize_discovery_result
            from chaoslib.types import Discovery

            def discover(discover_system: bool = True) -> Discovery:
                found = initialize_discovery_result("chaostoolkit-foo", "1.2", "foo")
                found["activities"].extend(discover_probes("chaosfoo.probes"))
                found["system"] = {"looked": discover_system}
                return found
            """
        );
        shell.Write(
            "lib/chaosfoo/probes.py",
            "from typing import Dict, List, Optional\nfrom chaoslib.types import Configuration, Secrets\n__all__ = ['is_fine']\n"
                + "def is_fine(name: str, sizes: Optional[List[int]] = None, fast=True, *, more: int = 1, configuration: Configuration = None, secrets: Secrets = None, **rest) -> Dict[str, str]:\n"
                + "    \"\"\"Is it fine?\"\"\"\n"
                + "def positional(a, configuration: Configuration = None, secrets: Secrets = None) -> bool:\n    pass\n__all__.append('positional')\ndef hidden():\n    pass\n"
        );

        var code = await shell.CodeAsync("discover", "chaostoolkit-foo", "--no-system-info", "--discovery-path", "FOLDER/d.json");

        code.ShouldBe(0, shell.Error);
        var discovery = (DataObject)JsonText.Parse(shell.Read("d.json"));
        (discovery["system"]!.ToString(), discovery["extension"]!.ToString()).ShouldBe(
            ("""{"looked": false}""", """{"name": "chaostoolkit-foo", "version": "1.2"}""")
        );
        ((DataArray)discovery["activities"]!)
            .Items.Select(activity => activity.ToString())
            .ShouldBe([
                """{"type": "probe", "name": "is_fine", "mod": "chaosfoo.probes", "doc": "Is it fine?", "arguments": [{"name": "name", "type": "string"}, {"name": "sizes", "default": null, "type": "list"}, {"name": "fast", "default": true}], "return_type": "mapping"}""",
                """{"type": "probe", "name": "positional", "mod": "chaosfoo.probes", "doc": null, "arguments": [{"name": "a"}, {"name": "configuration", "default": null, "type": "mapping"}, {"name": "secrets", "default": null, "type": "mapping"}], "return_type": "boolean"}""",
            ]);
        (await shell.CodeAsync("info", "extensions")).ShouldBe(0, shell.Error);
        shell.Output.ShouldMatch("chaostoolkit-foo +1.2 +MIT +Foo");
        shell.Output.ShouldMatch("chaosk8s +[0-9.]+ +native; probes: [0-9]+, actions: [0-9]+");
    }

    [Theory(Timeout = Patience)]
    [InlineData("chaostoolkit-empty", "Distribution chaostoolkit-empty exists but no top-level package name could be determined")]
    [InlineData("chaostoolkit-mute", "package 'chaosmute' does not export a `discover` function")]
    [InlineData("chaostoolkit-broken", "could not load Python module 'chaosbroken'")]
    public async Task An_extension_that_can_not_be_asked_is_a_failure(string package, string message)
    {
        using var shell = new Shell();
        shell.Variables["PYTHONPATH"] = Path.Combine(shell.Folder, "lib");
        foreach (var (name, top) in ((string, string)[])[("empty", ""), ("mute", "chaosmute"), ("broken", "chaosbroken")])
        {
            shell.Write($"lib/chaostoolkit_{name}-1.dist-info/METADATA", $"Metadata-Version: 2.1\nName: chaostoolkit-{name}\nVersion: 1\n");
            shell.Write($"lib/chaostoolkit_{name}-1.dist-info/top_level.txt", top);
        }

        shell.Write("lib/chaosmute/__init__.py", "");

        (await shell.CodeAsync("discover", package)).ShouldBe(1);

        shell.Error.ShouldContain("CRITICAL] " + message);
    }
}
