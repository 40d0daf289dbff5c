using System.CommandLine;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline recover [RUN]</c>: what runs left whose processes are gone is put back.</summary>
internal static class RecoverCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var id = new Argument<string?>("RUN")
        {
            Description = "The id of a run, its beginning or its end, or 'last'; left out, all runs.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "All runs, which is what is done without RUN." };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what is left, and what a person would type." };
        var forget = new Option<bool>("--forget")
        {
            Description = "Take the run off the record: what it left is put back by hand, or is not to be put back.",
        };
        var command = new Command(
            "recover",
            "Put back what runs left that were killed, and whose watchdog was killed too; safe to repeat. What goes on is not touched. "
                + "Exit code 5 where something could not be put back: the commands for a person are printed."
        )
        {
            id,
            all,
            dry,
            forget,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetResult(id) is { Tokens.Count: > 0 }) && result.GetValue(all))
            {
                result.AddError("Give either RUN or '--all'.");
            }
            else if (result.GetValue(forget) && result.GetResult(id) is not { Tokens.Count: > 0 })
            {
                result.AddError("'--forget' needs the RUN that it is about.");
            }
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var recovering = await Recovering.OfAsync(globals, parsed, terminal);
                if (parsed.GetValue(id) is not { } run)
                {
                    return await recovering.AllAsync(parsed.GetValue(dry), stop);
                }

                return parsed.GetValue(forget) ? recovering.Forget(run) : await recovering.OneAsync(run, parsed.GetValue(dry), stop);
            }
        );
        return command;
    }
}
