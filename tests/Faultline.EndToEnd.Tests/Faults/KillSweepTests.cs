using System.Diagnostics;
using System.Globalization;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Faults;

/// <summary>Whose tests have the machine for themselves.</summary>
[CollectionDefinition(nameof(KillSweepTests), DisableParallelization = true)]
public sealed class KillSweepAlone;

/// <summary>Runs with faults are killed at every boundary of their logs and at random moments, and leave nothing.</summary>
[Collection(nameof(KillSweepTests))]
public sealed class KillSweepTests
{
    // FAULTLINE_SWEEP=N for a longer one; 10,000: see bench/README.md.
    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("FAULTLINE_SWEEP") ?? "306",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task Whoever_is_killed_at_whatever_moment_everything_is_as_before()
    {
        Assert.SkipWhen(NamespacePair.WhyNot() is not null, NamespacePair.WhyNot() ?? "");
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Faultline.KillSweep"),
            ["--kills", Kills.ToString(CultureInfo.InvariantCulture), "--parallel", "6"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var sweep = Process.Start(start)!;
        var error = sweep.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await sweep.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await sweep.WaitForExitAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        sweep.ExitCode.ShouldBe(0, output + await error);
        output.ShouldContain("residue after 0 of them");
        output.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{Kills} kills in "));
    }
}
