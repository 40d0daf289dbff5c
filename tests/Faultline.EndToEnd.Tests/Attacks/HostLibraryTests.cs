using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Attacks;

/// <summary>The examples of faults of a host: valid, and with the outcome that they promise.</summary>
public sealed class HostLibraryTests
{
    private static readonly string[] NeedRoot = ["network-blackhole", "network-loss", "network-latency", "host-shutdown"];

    public static TheoryData<string> Examples { get; } =
    [
        .. Directory
            .GetFiles(Repository.Path("library", "host"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    [Fact(Timeout = 300_000)]
    public async Task Every_example_is_valid()
    {
        await using var tool = new Tool();

        var ended = await tool.FaultlineAsync([
            "validate",
            "--strict",
            .. Directory.GetFiles(Repository.Path("library", "host"), "*.yaml"),
        ]);

        ended.Code.ShouldBe(0, ended.All);
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Examples))]
    public async Task An_example_holds_and_leaves_nothing(string name)
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess || !NeedRoot.Contains(name, StringComparer.Ordinal),
            "needs root: to make a namespace of its own"
        );
        await using var tool = new Tool();
        tool.Environment["FAULTLINE_STATE_DIR"] = Path.Combine(tool.Work, "state");
        tool.Environment["TMPDIR"] = tool.Work;

        var ended = await tool.FaultlineAsync(
            "--change-dir",
            Repository.Root,
            "run",
            $"library/host/{name}.yaml",
            "--journal-path",
            Path.Combine(tool.Work, "journal.json")
        );

        ended.Code.ShouldBe(0, ended.All);
        Directory.GetFileSystemEntries(tool.Work, "faultline-example*").ShouldBeEmpty();
        Directory.Exists("/tmp/faultline-example-files").ShouldBeFalse();
        File.Exists("/run/netns/faultline-example").ShouldBeFalse();
    }
}
