using System.CommandLine;
using Faultline.Engine.Model;

namespace Faultline.Cli.Attacks;

/// <summary><c>faultline attack halt ID|--all</c>: attacks end, and everything is put back.</summary>
internal static class AttackHaltCommand
{
    // Far more than an undo takes, and less than anybody waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceWithWatchdog = TimeSpan.FromSeconds(5);

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var id = new Argument<string?>("ID")
        {
            Description = "The attack: its id, the beginning or end of it, its guid, or 'last'.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = AttackFlag.Switch("--all", null, "Every attack that is going on.");
        var command = new Command(
            "halt",
            "End attacks, wait until what they broke is put back, and say so. Exit code 5 where something is not."
        )
        {
            id,
            all,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(id) is null) == !result.GetValue(all))
            {
                result.AddError("Say which attack: give its ID, or --all. 'faultline attack list --running' shows them.");
            }
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                var runs = AttackRuns.Of(globals, parsed, terminal);
                var attacks = parsed.GetValue(all)
                    ? [.. runs.All().Where(attack => attack.State == "running")]
                    : new List<AttackRun> { runs.Find(parsed.GetValue(id)!) };
                if (attacks.Count == 0)
                {
                    terminal.Output.WriteLine("No attack is going on.");
                    return 0;
                }

                var refusals = attacks.Select(attack => Ask(attack, runs)).OfType<string>().ToList();
                foreach (var refusal in refusals)
                {
                    await terminal.Error.WriteLineAsync("Error: " + refusal);
                }

                var codes = await Task.WhenAll(attacks.Select(attack => WaitAsync(attack, runs, terminal, refusals.Count > 0, stop)));
                return codes.Contains(ExitCodes.UndoIncomplete) ? ExitCodes.UndoIncomplete
                    : refusals.Count > 0 ? ExitCodes.Inconclusive
                    : codes.Max();
            }
        );
        return command;
    }

    // Null where it was asked, or has nothing to be asked any more.
    private static string? Ask(AttackRun attack, AttackRuns runs)
    {
        if (!runs.IsRunning(attack))
        {
            return null;
        }

        var engine = EngineFile.Read(Path.Combine(runs.Folder, attack.Run.Id));
        return (engine is not null && EngineFile.Ask(engine)) || !runs.IsRunning(attack)
            ? null
            : $"The attack {attack.Run.Id} can't be asked to end: its process is not to be found, or is another user's. 'faultline recover {attack.Run.Id}' undoes it.";
    }

    private static async Task<int> WaitAsync(AttackRun attack, AttackRuns runs, Terminal terminal, bool isBrief, CancellationToken stop)
    {
        var begun = terminal.Time.GetTimestamp();
        while (runs.IsRunning(attack))
        {
            if (isBrief || terminal.Time.GetElapsedTime(begun) > Patience)
            {
                terminal.Output.WriteLine($"{attack.Run.Id} {attack.Facts.Type}: still going on");
                return ExitCodes.Inconclusive;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), terminal.Time, stop);
        }

        var ended = runs.Read(attack.Run.Id) ?? attack;
        // One that was killed is put back by its watchdog, which is a matter of moments.
        while (ended.IsIncomplete && runs.IsBeingUndone(ended) && terminal.Time.GetElapsedTime(begun) < PatienceWithWatchdog)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25), terminal.Time, stop);
            ended = runs.Read(attack.Run.Id) ?? attack;
        }

        terminal.Output.WriteLine($"{ended.Run.Id} {ended.Facts.Type}: {ended.State}, {Words(ended)}");
        return ended.IsIncomplete ? ExitCodes.UndoIncomplete : 0;
    }

    private static string Words(AttackRun ended) =>
        ended.IsRecovered
            ? "everything was put back by its watchdog or by 'recover'"
            : ended.Run.Result.Undo switch
            {
                UndoState.Complete => "everything is put back",
                UndoState.NothingToUndo => "there was nothing to put back",
                _ => $"NOT everything is put back: 'faultline recover {ended.Run.Id}' tries again",
            };
}
