using Faultline.Abstractions.Data;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.EndToEnd.Tests;

/// <summary>What a run leaves when it is killed: a journal that is whole, a log that replays, nothing that still runs.</summary>
public sealed class KillTests
{
    // FAULTLINE_KILLS=N for a longer sweep.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("FAULTLINE_KILLS") ?? "200");

    [Fact]
    public async Task A_run_killed_at_any_moment_leaves_a_whole_journal_and_a_log_that_replays()
    {
        await using var tool = new Tool();
        var marker = $"97.{Random.Shared.Next(100_000, 999_999)}";
        tool.Environment["PYTHONPATH"] = tool.Work;
        tool.Write("mod.py", $"import subprocess\ndef nap():\n    subprocess.run(['timeout', '0.05', 'sleep', '{marker}'])\n");
        tool.Write("experiment.json", Experiment(marker));
        var whole = await TimeAsync(tool);
        var random = new Random(20261120);
        var states = new List<string>();

        for (var i = 0; i < Kills; i++)
        {
            File.Delete(Path.Combine(tool.Work, "journal.json"));
            var (child, _, _) = tool.Start(Tool.Launcher, "run", "--state-dir", $"state-{i}", "experiment.json");
            await Task.Delay(whole * (random.NextDouble() * 1.1), TestContext.Current.CancellationToken);
            child.Signal(9);
            await child.Exited;
            states.Add(Check(tool, i));
            // A program that was being started when the kill came holds the run's lock until it has begun.
            var store = new RunStore(Path.Combine(tool.Work, $"state-{i}"));
            (await EventuallyAsync(() => !store.Ids().Any(store.IsRunning))).ShouldBeTrue("the killed run still counts as running");
        }

        // The sweep says something only if the kills met runs at different points.
        states.Distinct().Count().ShouldBeGreaterThan(3, string.Join(", ", states));
        (await EndedAsync(marker)).ShouldBeTrue("a process of a killed run is still there");
    }

    [Fact(Timeout = 300_000)]
    public async Task A_killed_run_takes_its_Python_interpreter_and_what_that_started_with_it()
    {
        await using var tool = new Tool();
        var marker = $"98.{Random.Shared.Next(100_000, 999_999)}";
        tool.Environment["PYTHONPATH"] = tool.Work;
        tool.Write(
            "mod.py",
            $$"""
            import os, subprocess, time
            def hang():
                subprocess.Popen(["sleep", "{{marker}}"], start_new_session=True)
                with open("pid.tmp", "w") as file: file.write(str(os.getpid()))
                os.rename("pid.tmp", "pid")
                time.sleep(100)
            """
        );
        tool.Write(
            "experiment.json",
            """
            {"title": "Kill me", "description": "In Python",
             "method": [{"type": "action", "name": "hang", "provider": {"type": "python", "module": "mod", "func": "hang"}}]}
            """
        );
        var (child, _, error) = tool.Start(Tool.Launcher, "run", "experiment.json");
        while (!tool.Has("pid"))
        {
            child.Exited.IsCompleted.ShouldBeFalse(error());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        child.Signal(9);
        await child.Exited;

        (await EndedAsync(marker)).ShouldBeTrue("what the interpreter started is still there");
        // Dead, if not yet reaped by whoever inherits orphans here.
        var interpreter = "/proc/" + tool.Read("pid");
        (await EventuallyAsync(() => CommandLine(interpreter).Length == 0)).ShouldBeTrue(CommandLine(interpreter));
    }

    private static string Check(Tool tool, int run)
    {
        var journal = tool.Has("journal.json") ? (DataObject)JsonText.Parse(tool.Read("journal.json")) : null;
        var store = new RunStore(Path.Combine(tool.Work, $"state-{run}"));
        if (store.Ids() is not [var id] || !File.Exists(store.LogOf(id)))
        {
            // Killed before the run began.
            return "no run";
        }

        var (tally, replayed, events) = store.Replay(id);
        if (events.Length == 0)
        {
            return "no event";
        }

        var status = replayed.Read().Text("status");
        status.ShouldBe(events[^1] is RunEnded ? "completed" : "interrupted");
        // Once the method was begun, a kill leaves the rollbacks unplayed.
        var rolledBack = events.OfType<RollbacksEnded>().Any();
        tally.Result.ExitCode.ShouldBe(
            rolledBack ? 0
            : tally.MethodStarted ? 5
            : 130
        );
        journal?.Text("status").ShouldBeOneOf("completed", "interrupted");
        return events[^1].GetType().Name;
    }

    private static string Experiment(string marker) =>
        """
            {
              "title": "Kill me", "description": "Any time",
              "steady-state-hypothesis": {"title": "There is a shell", "probes": [
                {"type": "probe", "name": "shell", "tolerance": 0, "provider": {"type": "process", "path": "true"}}]},
              "method": [
                {"type": "action", "name": "first", "pauses": {"after": 0.05},
                 "provider": {"type": "process", "path": "sh", "arguments": "-c 'sleep 0.05; echo one'"}},
                {"type": "action", "name": "beside", "background": true,
                 "provider": {"type": "process", "path": "sh", "arguments": "-c 'timeout 0.3 sleep MARKER; true'"}},
                {"type": "action", "name": "in Python", "provider": {"type": "python", "module": "mod", "func": "nap"}},
                {"type": "action", "name": "leaves a child",
                 "provider": {"type": "process", "path": "sh", "arguments": "-c 'sleep MARKER >/dev/null 2>&1 & sleep 0.05; kill $!'"}},
                {"type": "action", "name": "last", "provider": {"type": "process", "path": "sh", "arguments": ["-c", "sleep 0.05"]}}],
              "rollbacks": [{"type": "action", "name": "undo", "provider": {"type": "process", "path": "true"}}]
            }
            """.Replace("MARKER", marker, StringComparison.Ordinal);

    private static async Task<TimeSpan> TimeAsync(Tool tool)
    {
        await tool.FaultlineAsync("run", "experiment.json");
        var begun = TimeProvider.System.GetTimestamp();
        (await tool.FaultlineAsync("run", "experiment.json")).Code.ShouldBe(0);
        return TimeProvider.System.GetElapsedTime(begun);
    }

    // The guard needs a moment after each kill.
    private static Task<bool> EndedAsync(string marker) =>
        EventuallyAsync(() =>
            !Directory.GetDirectories("/proc").Any(process => CommandLine(process).Contains($"sleep\0{marker}", StringComparison.Ordinal))
        );

    // Within ten seconds: the kernel takes a killed process apart in its own time.
    private static async Task<bool> EventuallyAsync(Func<bool> holds)
    {
        for (var round = 0; round < 100; round++)
        {
            if (holds())
            {
                return true;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return false;
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
