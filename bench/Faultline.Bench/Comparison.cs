using System.Globalization;
using Faultline.Abstractions;
using Faultline.Linux.Processes;

namespace Faultline.Bench;

/// <summary>
/// Times whole commands in turn: ours, then the other one (FAULTLINE_BENCH_OTHER), round after round, so that a drifting machine
/// meets both alike. Prints medians and the median of the ratios, pair by pair.
/// </summary>
internal static class Comparison
{
    private sealed record Scenario(string Name, string? Document, string[] Arguments)
    {
        /// <summary>In how many files of the folder "experiments" the document stands besides; the other command takes one at a time.</summary>
        public int Copies { get; init; }

        /// <summary>A command of the bench's own in the place of ours.</summary>
        public string[]? Ours { get; init; }

        /// <summary>A command of the bench's own to compare with, where the other one has none.</summary>
        public string[]? Against { get; init; }
    }

    private static readonly string[] Run = ["--no-version-check", "--no-log-file", "run", "experiment.json"];

    private static Scenario[] Scenarios(int port) =>
        [
            new("--version", null, ["--version"]),
            new("validate", Documents.OneProcess(1), ["--no-version-check", "validate", "experiment.json"]),
            new("validate 1,000 files", Documents.OneProcess(1), ["validate", "experiments"]) { Copies = 1000 },
            new("run, one 'true'", Documents.OneProcess(1), Run),
            new("run, 1,000 Python", Documents.PythonCalls(1000), Run),
            new("run, 1,000 'true'", Documents.OneProcess(1000), Run),
            new("run, 1,000 HTTP", Documents.HttpProbes(1000, port), Run),
            new("  against sockets", Documents.HttpProbes(1000, port), Run) { Against = Bench("--socket-loop", $"{port}", "1000") },
            new("  against HttpClient", Documents.HttpProbes(1000, port), Run) { Against = Bench("--client-loop", $"{port}", "1000") },
            new("engine, 10,000", null, []) { Ours = Bench("--no-ops", "10000") },
            new("engine, 100,000", null, []) { Ours = Bench("--no-ops", "100000"), Against = Bench("--no-ops", "1") },
        ];

    public static async Task<int> RunAsync(int rounds, string only, TextWriter output)
    {
        var environment = ProcessEnvironment.OfThisProcess();
        var ours = Split(environment.Get("FAULTLINE_BENCH_OURS") ?? "./faultline");
        var other = environment.Get("FAULTLINE_BENCH_OTHER") is { Length: > 0 } text ? Split(text) : null;
        ours[0] = Path.GetFullPath(ours[0]);
        await output.WriteLineAsync(
            Row("command", "wall s", "cpu s", "peak MiB", "other wall", "other cpu", "other MiB", "wall ratio", "cpu ratio")
        );
        await using var starter = new ProcessStarter(TimeProvider.System);
        using var target = new FastTarget();
        foreach (var scenario in Scenarios(target.Port).Where(scenario => scenario.Name.Contains(only, StringComparison.Ordinal)))
        {
            await output.WriteLineAsync(await MeasureAsync(scenario, rounds, ours, other, starter));
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(Scenario scenario, int rounds, string[] ours, string[]? other, ProcessStarter starter)
    {
        var folder = Directory.CreateTempSubdirectory("faultline-bench-").FullName;
        var compared =
            scenario.Against
            ?? (other is null || scenario.Ours is not null || scenario.Copies > 0 ? null : [.. other, .. scenario.Arguments]);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "experiment.json"), scenario.Document ?? "");
            await CopyAsync(scenario, Path.Combine(folder, "experiments"));
            var (mine, theirs) = (new List<Measurement>(), new List<Measurement>());
            // The first round warms caches up and does not count.
            for (var round = 0; round <= rounds; round++)
            {
                var first = await Measurement.OfAsync(starter, folder, scenario.Ours ?? [.. ours, .. scenario.Arguments]);
                var second = compared is null ? null : await Measurement.OfAsync(starter, folder, compared);
                if (round > 0)
                {
                    mine.Add(first);
                    theirs.AddRange(second is null ? [] : [second]);
                }
            }

            return Row(
                scenario.Name,
                Median(mine.Select(m => m.Wall), "0.000"),
                Median(mine.Select(m => m.Processor), "0.000"),
                Median(mine.Select(m => m.Peak), "0.0"),
                Median(theirs.Select(m => m.Wall), "0.000"),
                Median(theirs.Select(m => m.Processor), "0.000"),
                Median(theirs.Select(m => m.Peak), "0.0"),
                Median(mine.Zip(theirs, (a, b) => a.Wall / b.Wall), "0.00"),
                Median(mine.Zip(theirs, (a, b) => a.Processor / b.Processor), "0.00")
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CopyAsync(Scenario scenario, string folder)
    {
        Directory.CreateDirectory(folder);
        for (var copy = 0; copy < scenario.Copies; copy++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{copy:0000}.json");
            await File.WriteAllTextAsync(Path.Combine(folder, name), scenario.Document);
        }
    }

    private static string[] Bench(params string[] arguments) => [Environment.ProcessPath!, .. arguments];

    private static string[] Split(string command) => command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Median(IEnumerable<double> numbers, string format)
    {
        var sorted = numbers.Order().ToList();
        return sorted.Count == 0 ? "-" : sorted[sorted.Count / 2].ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Row(string name, params string[] cells) => $"{name, -21}" + string.Concat(cells.Select(cell => $"{cell, 12}"));
}
