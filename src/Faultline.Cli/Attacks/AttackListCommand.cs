using System.CommandLine;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Engine.Journals;

namespace Faultline.Cli.Attacks;

/// <summary><c>faultline attack list</c>: the attacks of this machine, running and past.</summary>
internal static class AttackListCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var running = AttackFlag.Switch("--running", null, "Only those that are going on.");
        var json = AttackFlag.Switch("--json", null, "Print them as JSON.");
        var command = new Command("list", "The attacks of this machine, running and past, newest first.") { running, json };
        command.SetAction(parsed =>
        {
            var runs = AttackRuns.Of(globals, parsed, terminal);
            var attacks = runs.All().Where(attack => !parsed.GetValue(running) || attack.State == "running").ToList();
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonText.Write(DataArray.Of(attacks.Select(Json)), indent: 2));
            }
            else if (attacks.Count == 0)
            {
                terminal.Output.WriteLine(
                    parsed.GetValue(running) ? "No attack is going on." : $"There are no attacks in '{runs.Folder}' yet."
                );
            }
            else
            {
                TextTable.Write(terminal.Output, ["ATTACK", "TYPE", "STATE", "UNDO", "DURATION", "WHERE"], [.. attacks.Select(Row)]);
            }

            return 0;
        });
        return command;
    }

    private static string[] Row(AttackRun attack) =>
        [
            attack.Run.Id,
            attack.Facts.Type,
            attack.State,
            attack.Undo,
            attack.Run.Duration is { } span ? span.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture) : "-",
            string.Join(", ", attack.Facts.Targets),
        ];

    private static DataNode Json(AttackRun attack) =>
        DataObject.Of(
            ("id", attack.Run.Id),
            ("guid", attack.Facts.Guid),
            ("type", attack.Facts.Type),
            ("span", attack.Facts.Span),
            ("targets", DataArray.Of(attack.Facts.Targets.Select(words => (DataNode)words))),
            ("state", attack.State),
            ("undo", attack.Undo),
            ("start", JournalTime.Write(attack.Run.Start)),
            ("duration", attack.Run.Duration is { } span ? span.TotalSeconds : DataNull.Instance),
            ("exit-code", attack.Run.Duration is null ? DataNull.Instance : attack.Run.Result.ExitCode)
        );
}
