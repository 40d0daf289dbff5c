using System.Diagnostics;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Delay;

/// <summary>Runs tests of this program in a guest with a kernel of its own (<c>tests/guest/run</c>), which has what this machine may lack.</summary>
public sealed class GuestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Fact(Timeout = 110_000)]
    public Task Latency_by_netem_is_as_asked_for_and_undone() =>
        InGuestAsync("--filter-class", typeof(NetemDelayConformance).FullName!, "--filter-class", typeof(NetemTests).FullName!);

    private static async Task InGuestAsync(params string[] arguments)
    {
        Assert.SkipWhen(Environment.UserName != "root", "a guest's kernel reads files of root");
        Assert.SkipWhen(
            NamespacePair.FindTool("linux.uml") is null || NamespacePair.FindTool("depmod") is null,
            "a guest needs the packages user-mode-linux and kmod"
        );
        var start = new ProcessStartInfo(
            Path.Combine(Repository.Root, "tests/guest/run"),
            [Environment.ProcessPath!, .. arguments, "--no-ansi", "--no-progress", "--output", "Detailed"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["GUEST_SECONDS"] = ((int)Patience.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var guest = Process.Start(start)!;
        var errors = guest.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await guest.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await guest.WaitForExitAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        guest.ExitCode.ShouldBe(0, output + await errors);
        output.ShouldContain("failed: 0");
        output.ShouldNotContain("succeeded: 0");
        output.ShouldContain("passed Faultline.Host.Tests.Networks.Delay.NetemTests", customMessage: output);
    }
}
