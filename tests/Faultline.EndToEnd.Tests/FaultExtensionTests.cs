using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>A fault that an extension brings, as one of our own: the holder and the watchdog know it too.</summary>
public sealed class FaultExtensionTests
{
    private const string Extension = "artifacts/bin/Faultline.Samples.Faults/debug/Faultline.Samples.Faults.dll";

    private static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact(Timeout = 120_000)]
    public async Task A_fault_of_an_extension_is_proven_and_put_back()
    {
        await using var tool = new Tool();
        var path = Prepare(tool, duration: 0.5);

        var ended = await tool.FaultlineAsync("run", "--extension", Repository.Path(Extension), "experiment.json");

        ended.Code.ShouldBe(0, ended.All);
        ended.Error.ShouldContain("proven");
        File.GetLastWriteTimeUtc(path).ShouldBe(Written);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_fault_of_an_extension_is_put_back_when_the_run_is_killed()
    {
        await using var tool = new Tool();
        var path = Prepare(tool, duration: 100);
        var (child, _, error) = tool.Start(
            Tool.Launcher,
            "run",
            "--state-dir",
            "state",
            "--extension",
            Repository.Path(Extension),
            "experiment.json"
        );
        (await EventuallyAsync(() => error().Contains("proven", StringComparison.Ordinal))).ShouldBeTrue(error());
        File.GetLastWriteTimeUtc(path).ShouldNotBe(Written);

        child.Signal(9);
        await child.Exited;

        (await EventuallyAsync(() => File.GetLastWriteTimeUtc(path) == Written)).ShouldBeTrue("the watchdog did not put it back");
    }

    private static string Prepare(Tool tool, double duration)
    {
        var path = tool.Write("certificate", "valid");
        File.SetLastWriteTimeUtc(path, Written);
        var arguments = DataObject.Of(("path", path), ("by", 86_400));
        var provider = DataObject.Of(
            ("type", "native"),
            ("func", "sample.file.age"),
            ("arguments", arguments),
            ("duration", DataNumber.From(duration))
        );
        var action = DataObject.Of(("type", "action"), ("name", "age it"), ("provider", provider));
        tool.Write(
            "experiment.json",
            DataObject.Of(("title", "An old certificate"), ("description", "d"), ("method", DataArray.Of([action]))).ToString()
        );
        return path;
    }

    private static async Task<bool> EventuallyAsync(Func<bool> condition)
    {
        for (var left = 600; left > 0 && !condition(); left--)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return condition();
    }
}
