using System.Diagnostics;
using Faultline.Host.Tests.Conformance;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Networks.Delay;

/// <summary>Runs tests of this program in a guest with a kernel of its own (<c>tests/guest/run</c>), which has what this machine may lack.</summary>
public sealed class GuestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Fact(Timeout = 110_000)]
    public Task Latency_by_netem_is_as_asked_for_and_undone() => InGuestAsync(typeof(NetemTests), typeof(NetemDelayConformance));

    [Fact(Timeout = 110_000)]
    public Task Loss_by_process_and_control_group_works_on_a_kernel_that_has_nothing_but_version_2() =>
        InGuestAsync(typeof(Groups.GroupDropTests), typeof(Groups.GroupConformance));

    private static async Task InGuestAsync(Type tests, Type conformance)
    {
        Assert.SkipWhen(Environment.UserName != "root", "a guest's kernel reads files of root");
        Assert.SkipWhen(
            NamespacePair.FindTool("linux.uml") is null || NamespacePair.FindTool("depmod") is null,
            "a guest needs the packages user-mode-linux and kmod"
        );
        var start = new ProcessStartInfo(
            Path.Combine(Repository.Root, "tests/guest/run"),
            [
                Environment.ProcessPath!,
                "--filter-method",
                $"{tests.FullName}.*",
                "--filter-method",
                $"{conformance.FullName}.{nameof(FaultConformance.It_is_there_once_applied_and_gone_once_reverted)}",
                "--filter-method",
                $"{conformance.FullName}.{nameof(FaultConformance.The_record_alone_is_enough_to_undo_it_after_a_death)}",
                "--filter-method",
                $"{conformance.FullName}.{nameof(FaultConformance.A_death_undoes_it_or_the_commands_in_its_record_do)}",
                "--no-ansi",
                "--no-progress",
                "--output",
                "Detailed",
            ]
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
        output.ShouldContain("passed " + tests.FullName);
        output.ShouldContain("passed " + conformance.FullName);
    }
}
