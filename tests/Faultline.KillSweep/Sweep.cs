using System.Collections.Concurrent;
using System.Threading.Channels;
using Faultline.KillSweep.Killing;
using Faultline.KillSweep.Subjects;
using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep;

/// <summary>Kills runs, many at the same time, each in a world of its own.</summary>
internal sealed class Sweep(SweepOptions options, IReadOnlyList<Subject> subjects, string program, string runtime, TextWriter told)
{
    private const int MostTries = 6;
    private const double Earlier = 0.7;

    private readonly ConcurrentDictionary<string, TimeSpan> _whole = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<KillResult> _results = [];

    /// <summary>What came of each kill.</summary>
    public async Task<IReadOnlyCollection<KillResult>> RunAsync(CancellationToken stop)
    {
        var plan = Channel.CreateUnbounded<Kill>();
        foreach (var kill in Plan())
        {
            plan.Writer.TryWrite(kill);
        }

        plan.Writer.Complete();
        await Task.WhenAll(Enumerable.Range(0, options.Parallel).Select(_ => Task.Run(() => WorkAsync(plan.Reader, stop), stop)));
        return _results;
    }

    private IEnumerable<Kill> Plan()
    {
        var isChosen = options.Target.Length > 0 || options.Moment.Length > 0;
        return KillPlan
            .Make(subjects, isChosen ? options.Kills * 100 : options.Kills, options.Seed)
            .Where(kill => options.Target.Length == 0 || kill.Target.ToString() == options.Target)
            .Where(kill => options.Moment.Length == 0 || (kill.Moment ?? "random") == options.Moment)
            .Take(options.Kills);
    }

    private async Task WorkAsync(ChannelReader<Kill> plan, CancellationToken stop)
    {
        using var world = new World(program, runtime, subjects.Any(one => one.NeedsNetwork));
        await foreach (var kill in plan.ReadAllAsync(stop))
        {
            var subject = subjects.Single(one => one.Name == kill.Subject);
            var run = new KilledRun(world, subject, await WholeAsync(world, subject, stop));
            var result = await run.RunAsync(kill, stop);
            subject.Remove(world);
            for (var tries = 1; result.Outcome == Outcome.Missed && tries < MostTries; tries++)
            {
                // The run was faster this time.
                result = await run.RunAsync(kill with { Fraction = kill.Fraction * Math.Pow(Earlier, tries) }, stop);
                subject.Remove(world);
            }

            _results.Add(result);
            if (result.Outcome is Outcome.Residue or Outcome.Missed)
            {
                await told.WriteLineAsync($"{result.Outcome} {kill}\n{result.Words}");
            }

            if (result.Outcome == Outcome.Residue)
            {
                // What was left would spoil the next ones.
                world.IsKept = true;
                await told.WriteLineAsync($"its world stays in {world.Folder}; nothing more is tried there");
                return;
            }
        }
    }

    private async Task<TimeSpan> WholeAsync(World world, Subject subject, CancellationToken stop)
    {
        if (_whole.TryGetValue(subject.Name, out var known))
        {
            return known;
        }

        world.Clear();
        await subject.MakeAsync(world, stop);
        await File.WriteAllTextAsync(Path.Combine(world.At("work"), "experiment.json"), subject.Experiment(world), stop);
        var begun = TimeProvider.System.GetTimestamp();
        using var engine = world.Start(null, subject.Variables, "run", "--state-dir", world.State, "experiment.json");
        var (output, error) = (engine.StandardOutput.ReadToEndAsync(stop), engine.StandardError.ReadToEndAsync(stop));
        await engine.WaitForExitAsync(stop);
        var took = TimeProvider.System.GetElapsedTime(begun);
        // What can't be proven is inconclusive.
        if (engine.ExitCode != (subject.IsProven ? 0 : 3))
        {
            await told.WriteLineAsync(
                $"a run of {subject.Name} that nobody kills ends with {engine.ExitCode}: {await error}{await output}"
            );
        }

        subject.Remove(world);
        await subject.MakeAsync(world, stop);
        return _whole.GetOrAdd(subject.Name, took);
    }
}
