using System.CommandLine;
using Faultline.Cli.Rendering;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Attacks;

/// <summary><c>faultline attack logs ID</c>: what an attack said, read off its log; of one in the background too.</summary>
internal static class AttackLogsCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The attack: its id, the beginning or end of it, its guid, or 'last'." };
        var follow = AttackFlag.Switch("--follow", "-f", "Go on until the attack has ended; the exit code is then the attack's.");
        var json = AttackFlag.Switch("--json", null, "Print its events as lines of JSON.");
        var command = new Command("logs", "What an attack did, and how it ended.") { id, follow, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var runs = AttackRuns.Of(globals, parsed, terminal);
                var attack = runs.Find(parsed.GetRequiredValue(id));
                IRunObserver view = parsed.GetValue(json)
                    ? new EventWriter(terminal.Output)
                    : new AttackView(terminal.Output, log, parsed.GetValue(globals.Verbose));
                var shown = 0L;
                while (true)
                {
                    // Asked before the log is read: what was written last is then seen.
                    var isRunning = runs.IsRunning(attack);
                    var events = runs.Events(attack);
                    foreach (var happened in events.Where(happened => happened.Sequence > shown))
                    {
                        view.OnEvent(happened);
                        shown = happened.Sequence;
                    }

                    if (!parsed.GetValue(follow))
                    {
                        return 0;
                    }

                    if (!isRunning)
                    {
                        return (events[^1] as RunEnded ?? throw Killed(attack)).Result.ExitCode;
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(100), terminal.Time, stop);
                }
            }
        );
        return command;
    }

    private static UserException Killed(AttackRun attack) =>
        new(
            $"The attack was killed; its watchdog undoes it. 'faultline recover {attack.Run.Id}' says what is left.",
            attack.Run.Result.ExitCode
        );
}
