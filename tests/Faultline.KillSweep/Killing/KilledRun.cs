using Faultline.KillSweep.Subjects;
using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Killing;

/// <summary>One run that is hit, and a look at what is left.</summary>
/// <param name="world">Where.</param>
/// <param name="subject">What is broken.</param>
/// <param name="whole">How long a run takes that nobody hits.</param>
internal sealed class KilledRun(World world, Subject subject, TimeSpan whole)
{
    // How long a process that stands still is waited for; less than usual, so that many can be tried.
    private const double Silence = 1;

    // A look at all processes costs something.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private string _settings = "";

    public async Task<KillResult> RunAsync(Kill kill, CancellationToken stop)
    {
        world.Clear();
        await subject.MakeAsync(world, stop);
        var before = subject.Read(world);
        _settings = Settings();
        await File.WriteAllTextAsync(Path.Combine(world.At("work"), "experiment.json"), subject.Experiment(world), stop);
        var stands = kill.Target is Target.EngineStands or Target.HolderStands;
        using var engine = world.Start(stands ? Silence : null, subject.Variables, "run", "--state-dir", world.State, "experiment.json");
        var (output, error) = (engine.StandardOutput.ReadToEndAsync(stop), engine.StandardError.ReadToEndAsync(stop));
        var over = engine.WaitForExitAsync(stop);
        var (came, hit) = await ReachAsync(kill, over, stop);
        if (!came)
        {
            await over;
            return new KillResult(kill, Outcome.Missed, $"code {engine.ExitCode}: {await error}{await output}", false, null);
        }

        var broken = subject.Read(world) != before;
        Strike(kill.Target, hit);
        var struck = TimeProvider.System.GetTimestamp();
        var undone = await UndoneAsync(kill.Target, hit, before, struck, stop);
        var residue = Residue(before);
        if (residue.Length > 0 && kill.Target == Target.EngineAndWatchdog)
        {
            var said = await RecoverAsync(stop);
            residue = Residue(before);
            return residue.Length == 0
                ? new KillResult(kill, Outcome.Recovered, "", broken, undone)
                : new KillResult(kill, Outcome.Residue, residue + said, broken, undone);
        }

        return new KillResult(
            kill,
            residue.Length == 0 ? Outcome.Undone : Outcome.Residue,
            residue.Length == 0 || !over.IsCompleted ? residue : residue + await error + await output,
            broken,
            undone
        );
    }

    private async Task<(bool Came, IReadOnlyList<RunProcess> Hit)> ReachAsync(Kill kill, Task over, CancellationToken stop)
    {
        var came = true;
        if (kill.Moment is { } moment)
        {
            came = await new RunLog(world.State).SeenAsync(RunBoundaries.SignsOf(moment), over, stop);
            await Task.Delay(TimeSpan.FromMilliseconds(10) * kill.Fraction, stop);
        }
        else
        {
            await Task.WhenAny(over, Task.Delay(whole * kill.Fraction * 0.9, stop));
        }

        var needed = kill.Target switch
        {
            Target.Watchdog => "watchdog",
            Target.Holder or Target.HolderStands => "holder",
            _ => "engine",
        };
        while (true)
        {
            var isOver = over.IsCompleted;
            var there = world.Processes();
            if (isOver || !came)
            {
                return (false, there);
            }

            // At a random moment it may not have begun yet.
            if (there.Any(one => one.Role == needed))
            {
                return (true, there);
            }

            await Task.Delay(5, stop);
        }
    }

    private static void Strike(Target target, IReadOnlyList<RunProcess> there)
    {
        foreach (var process in there)
        {
            switch (target, process.Role)
            {
                case (Target.Engine or Target.EngineAndWatchdog, "engine"):
                case (Target.Watchdog or Target.EngineAndWatchdog, "watchdog"):
                case (Target.Holder, "holder"):
                    process.Kill();
                    break;
                case (Target.Interrupted, "engine"):
                    process.Interrupt();
                    break;
                case (Target.EngineStands, "engine"):
                case (Target.HolderStands, "holder"):
                    process.Stop();
                    break;
            }
        }
    }

    // Waits until nothing of the run is left that could still do something, and notes when everything was as before.
    private async Task<TimeSpan?> UndoneAsync(
        Target target,
        IReadOnlyList<RunProcess> hit,
        string before,
        long struck,
        CancellationToken stop
    )
    {
        TimeSpan? undone = null;
        var looked = 0L;
        while (TimeProvider.System.GetElapsedTime(struck) < Patience)
        {
            if (undone is null && subject.Read(world) == before)
            {
                undone = TimeProvider.System.GetElapsedTime(struck);
            }

            await Task.Delay(2, stop);
            if (TimeProvider.System.GetElapsedTime(looked) < BetweenLooks)
            {
                continue;
            }

            looked = TimeProvider.System.GetTimestamp();
            var left = world.Processes();
            if (left.Count == 0)
            {
                break;
            }

            var isQuiet = undone is not null && TimeProvider.System.GetElapsedTime(struck) > TimeSpan.FromSeconds(Silence * 4);
            if (target == Target.EngineStands && (isQuiet || !left.Any(one => one.Role is "holder" or "watchdog")))
            {
                // What was there is undone, or nothing was. It goes on where it stood, and must leave nothing either.
                foreach (var engine in hit.Where(one => one.Role == "engine"))
                {
                    engine.Continue();
                }
            }
        }

        return undone;
    }

    private string Residue(string before)
    {
        var left = world.Processes().Select(one => $"the {one.Role} {one.Id} is still there\n");
        var now = subject.Read(world);
        var files = Directory.EnumerateFileSystemEntries(world.At("tmp")).Select(path => $"'{path}' was left\n");
        var undo = Path.Combine(world.State, "undo");
        var open = Directory.Exists(undo)
            ? Directory
                .EnumerateFiles(undo, "*", SearchOption.AllDirectories)
                .Where(IsOpenLog)
                .Select(path => $"the undo log '{path}' is still open\n")
            : [];
        return string.Concat(left.Concat(files).Concat(open)) + (now == before ? "" : $"before: {before}\nnow: {now}\n");
    }

    private string Settings() => subject.NeedsNetwork ? NetworkState.Settings(world.Network!.Near) : "";

    // Logs of runs that are undone are moved away.
    private static bool IsOpenLog(string path) =>
        path.EndsWith(".undo", StringComparison.Ordinal) && !path.Contains("/finished/", StringComparison.Ordinal);

    private async Task<string> RecoverAsync(CancellationToken stop)
    {
        using var recovering = world.Start(null, subject.Variables, "recover", "--all", "--state-dir", world.State);
        var (output, error) = (recovering.StandardOutput.ReadToEndAsync(stop), recovering.StandardError.ReadToEndAsync(stop));
        await recovering.WaitForExitAsync(stop);
        return $"recover ended with {recovering.ExitCode}: {await error}{await output}";
    }
}
