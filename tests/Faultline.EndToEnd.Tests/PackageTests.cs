using System.Formats.Tar;
using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>What <c>eng/package</c> built, used as those would who have nothing else of us. <c>./test</c> builds it first.</summary>
public sealed class PackageTests
{
    private static readonly string Packages = Repository.Path("artifacts", "packages");
    private static readonly string SingleFile = Path.Combine(Packages, "faultline");

    [Fact(Timeout = 240_000)]
    public async Task The_image_runs_the_demo_as_process_1_of_a_plain_user_without_a_network_or_an_SDK()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Namespaces, mounts and another root are for root alone; CI is root.");
        await using var tool = new Tool();
        var root = Directory.CreateDirectory(Path.Combine(tool.Work, "root")).FullName;
        await using (var layer = File.Create(Path.Combine(tool.Work, "layer.tar")))
        {
            await using var blob = OpenBlob(Members(Manifest(), "layers", 0));
            await blob.CopyToAsync(layer, TestContext.Current.CancellationToken);
        }

        (await tool.RunAsync("/bin/tar", "-C", root, "--same-permissions", "-xf", "layer.tar")).Code.ShouldBe(0);
        var user = Members(Json(Members(Manifest(), "config")), "config")["User"]!.ToString().Trim('"');
        // What a container engine does: namespaces of its own, /proc and /dev, another root, another user.
        var script = $"""
            set -e
            mount --bind /dev {root}/dev
            mount -t proc proc {root}/proc
            /usr/sbin/ip link set lo up
            exec env -i PATH=/usr/bin HOME=/work /usr/sbin/chroot --userspec={user} {root} /bin/sh -c 'cd /work && exec faultline demo'
            """;

        var ended = await tool.RunAsync("/usr/bin/unshare", "--mount", "--pid", "--fork", "--net", "--kill-child", "sh", "-c", script);

        ended.Code.ShouldBe(0, ended.All);
        ended.Output.ShouldContain("timeout and fallback  held");
    }

    [Fact]
    public void Everything_in_the_image_has_the_digest_by_which_it_is_named()
    {
        var manifest = Manifest();

        foreach (var named in new[] { Members(manifest, "config"), Members(manifest, "layers", 0) })
        {
            using var blob = OpenBlob(named);
            ("sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob))).ShouldBe(Text(named, "digest"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_second_name_speaks_as_the_reference_does()
    {
        await using var tool = new Tool();

        var ended = await tool.RunAsync(Path.Combine(Packages, "chaos"), "--version");

        ended.All.ShouldBe("chaos, version 1.19.0\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task The_tool_is_installed_and_runs_an_experiment()
    {
        await using var tool = new Tool();
        tool.Environment["DOTNET_NOLOGO"] = "1";
        tool.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        tool.Write("e.json", """{"title": "t", "description": "d", "method": []}""");
        // No other source is asked.
        tool.Write(
            "nuget.config",
            $"""<configuration><packageSources><clear/><add key="here" value="{Packages}"/></packageSources></configuration>"""
        );
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : Found("dotnet");
        var installed = await tool.RunAsync(dotnet, "tool", "install", "Faultline", "--tool-path", "tools");
        installed.Code.ShouldBe(0, installed.All);

        var ended = await tool.RunAsync(Path.Combine(tool.Work, "tools", "faultline"), "run", "e.json");

        ended.Code.ShouldBe(0, ended.All);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("ru", "run|runs")]
    [InlineData("runs sh", "show")]
    [InlineData("run --dr", "--dry")]
    [InlineData("run --dry pr", "probes")]
    [InlineData("run ", "")]
    public async Task Bash_completes_commands_options_and_their_values(string typed, string expected)
    {
        await using var tool = new Tool();
        var script = $"""
            . {Packages}/completions/faultline
            COMP_LINE="{SingleFile} $1" COMP_WORDS=({SingleFile} $1)
            case $1 in *' ') COMP_WORDS+=('') ;; esac
            COMP_CWORD=$(({"$"}{"{"}#COMP_WORDS[@]{"}"} - 1)) COMP_POINT={"$"}{"{"}#COMP_LINE{"}"}
            _faultline
            printf '%s\n' "{"$"}{"{"}COMPREPLY[@]{"}"}"
            """;

        var ended = await tool.RunAsync("/bin/bash", "-c", script, "bash", typed);

        ended.Output.Trim().Replace('\n', '|').ShouldBe(expected, ended.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Fish_completes_commands()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "fish is missing (Debian package 'fish'); ./test installs it as root.");
        await using var tool = new Tool();

        var ended = await tool.RunAsync(
            "/usr/bin/fish",
            "--no-config",
            "-c",
            $"source {Packages}/completions/faultline.fish; set PATH {Packages} $PATH; complete -C 'faultline ru'"
        );

        ended.Output.Trim().Replace('\n', '|').ShouldBe("run|runs", ended.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Zsh_completes_commands()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh"), "zsh is missing (Debian package 'zsh'); ./test installs it as root.");
        await using var tool = new Tool();
        // The builtin that takes what was found stands only inside a completion; here it prints.
        var script = $$"""
            compdef() { : }; _files() { : }
            source {{Packages}}/completions/_faultline
            compadd() { shift; print -l -- $@ }
            words=({{SingleFile}} ru) CURRENT=2 PREFIX=ru
            _faultline
            """;

        var ended = await tool.RunAsync("/usr/bin/zsh", "-f", "-c", script);

        ended.Output.Trim().Replace('\n', '|').ShouldBe("run|runs", ended.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_manual_page_has_nothing_that_its_reader_would_be_warned_of()
    {
        await using var tool = new Tool();

        var ended = await tool.RunAsync("/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z", Path.Combine(Packages, "faultline.1"));

        (ended.Code, ended.Error).ShouldBe((0, ""));
    }

    private static DataObject Manifest() => Json(Members(Json("index.json"), "manifests", 0));

    private static DataObject Json(DataObject descriptor) => Json("blobs/" + Text(descriptor, "digest").Replace(':', '/'));

    private static DataObject Json(string entry)
    {
        using var stream = Open(entry);
        using var reader = new StreamReader(stream);
        return (DataObject)JsonText.Parse(reader.ReadToEnd());
    }

    private static Stream OpenBlob(DataObject descriptor) => Open("blobs/" + Text(descriptor, "digest").Replace(':', '/'));

    private static Stream Open(string name)
    {
        var archive = new TarReader(File.OpenRead(Path.Combine(Packages, "faultline-image.tar")));
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.Name.TrimStart('.', '/') == name)
            {
                return entry.DataStream!;
            }
        }

        throw new FileNotFoundException(name);
    }

    private static DataObject Members(DataObject node, string key, int? index = null) =>
        (DataObject)(index is { } at ? ((DataArray)node[key]!).Items[at] : node[key]!);

    private static string Text(DataObject node, string key) => ((DataString)node[key]!).Value;

    private static string Found(string program) =>
        Faultline.Linux.Processes.ProgramFinder.Find(program, Environment.GetEnvironmentVariable("PATH"))!;
}
