using System.Collections.Immutable;
using System.CommandLine;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Cli.Attacks;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Host;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Diagnosis;

/// <summary><c>faultline doctor</c>: which faults work here, what is missing for the others, and what earlier runs left.</summary>
internal sealed class DoctorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Argument<string[]> _faults = new("FAULT")
    {
        Description =
            "Faults that have to work, such as network.latency, or a beginning such as network, each with its limits; left out, all are shown, and none has to.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _json = AttackFlag.Switch("--json", null, "Print what was found as JSON.");

    private readonly Option<bool> _install = AttackFlag.Switch(
        "--install-unit",
        null,
        "Write and enable a systemd unit that undoes at boot what a loss of power left broken."
    );

    private readonly Option<bool> _print = AttackFlag.Switch("--print", null, "With --install-unit: print the unit, and write nothing.");

    private readonly Option<string> _root = new("--root")
    {
        Description = "With --install-unit: the root folder of the system that it is for, such as that of an image.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private DoctorCommand() { }

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var doctor = new DoctorCommand();
        var command = new Command(
            "doctor",
            "Find out which faults work on this host, why others do not, and what earlier runs left broken. It tries what faults are made by where nobody feels it. "
                + "The exit code is 0 where state can be written, nothing is left over and every fault that was named works; 3 where not; 5 where something is left over."
        )
        {
            doctor._faults,
            doctor._json,
            doctor._install,
            doctor._print,
            doctor._root,
        };
        command.Validators.Add(result =>
        {
            if (
                !result.GetValue(doctor._install)
                && (result.GetValue(doctor._print) || result.GetResult(doctor._root) is { Implicit: false })
            )
            {
                result.AddError("'--print' and '--root' belong to '--install-unit': give it too.");
            }
        });
        command.SetAction((parsed, stop) => doctor.RunAsync(parsed, globals, terminal, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, GlobalOptions globals, Terminal terminal, CancellationToken stop)
    {
        var chosen = parsed.GetValue(globals.StateDirectory);
        if (parsed.GetValue(_install))
        {
            return await InstallAsync(parsed, chosen, terminal);
        }

        var named = Named(parsed.GetValue(_faults) ?? []);
        using var limit = new CancellationTokenSource(Patience, terminal.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var undo = globals.Undo(parsed, terminal);
        Finding[] host =
        [
            HostFindings.Folder("runs", globals.State(parsed, terminal)),
            HostFindings.Folder("undo logs", undo.Path),
            HostFindings.Rights(),
            new HostFindings(terminal.Time).Clock(),
            HostFindings.ControlGroups(),
            Unit(undo),
        ];
        var left = LeftoverFindings.Look(
            new Recovery(undo, await globals.RolesAsync(parsed, terminal), Recovery.Limits),
            new RunStore(globals.State(parsed, terminal))
        );
        var faults = await FaultFindings.LookAsync(named.IsEmpty ? HostFaults.AllNames : named, HostFaults.Mechanisms, either.Token);
        ImmutableArray<Finding> all = [.. faults, .. host, .. left];
        if (parsed.GetValue(_json))
        {
            terminal.Output.WriteLine(JsonText.Write(DoctorText.Json(all), indent: 2));
        }
        else
        {
            DoctorText.Write(terminal.Output, all, withNotes: !named.IsEmpty);
        }

        return left.Any(finding => finding.State == FindingState.LeftOver) ? ExitCodes.UndoIncomplete
            : host.Concat(named.IsEmpty ? [] : faults).Any(finding => finding.State == FindingState.Missing) ? ExitCodes.Inconclusive
            : 0;
    }

    // A name, or a beginning up to a dot.
    private static ImmutableArray<string> Named(string[] given)
    {
        var names = HostFaults.AllNames;
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var text in given)
        {
            var fitting = names.Where(name => name == text || name.StartsWith(text + ".", StringComparison.Ordinal)).ToList();
            if (fitting.Count == 0)
            {
                throw new UserException(
                    $"There is no fault '{text}'. {Suggestion.Sentence(text, names) ?? "'faultline doctor' shows all."}"
                );
            }

            found.AddRange(fitting);
        }

        return [.. found.Distinct()];
    }

    private static Finding Unit(UndoFolder undo) =>
        new RecoverUnit("/").IsInstalled ? new Finding("host", "unit for the boot", FindingState.Fine, "installed")
        : undo.Path != UndoFolder.OfRoot || !IsSystemdThere
            ? new Finding(
                "host",
                "unit for the boot",
                FindingState.Fine,
                "not installed, and not needed: "
                    + (IsSystemdThere ? "faults of plain users end with the kernel or their watchdog" : "there is no systemd here")
            )
        : new Finding(
            "host",
            "unit for the boot",
            FindingState.Limited,
            "not installed: what a loss of power leaves broken waits for 'faultline recover'"
        )
        {
            Remedies = ["'faultline doctor --install-unit' installs it."],
        };

    private static bool IsSystemdThere => Directory.Exists("/run/systemd/system");

    private async Task<int> InstallAsync(ParseResult parsed, string? chosen, Terminal terminal)
    {
        var root = Path.GetFullPath(parsed.GetValue(_root)!);
        var (path, arguments) = OwnProgram.Find();
        var undo = chosen is null ? UndoFolder.OfRoot : UndoFolder.Find(chosen, terminal.Environment).Path;
        var text = RecoverUnit.Text([path, .. arguments], undo, chosen is null ? null : Path.GetFullPath(chosen));
        if (parsed.GetValue(_print))
        {
            terminal.Output.Write(text);
            return 0;
        }

        foreach (var line in new RecoverUnit(root).Install(text))
        {
            terminal.Output.WriteLine(line);
        }

        terminal.Output.WriteLine(await ReloadAsync(root, terminal));
        return 0;
    }

    // The files are what counts; a running systemd has to be told of them.
    private static async Task<string> ReloadAsync(string root, Terminal terminal)
    {
        if (root != "/" || !IsSystemdThere)
        {
            return "No systemd runs there: the unit counts from the next boot with systemd on.";
        }

        if (ProgramFinder.Find("systemctl", terminal.Environment.Get("PATH")) is not { } systemctl)
        {
            return "'systemctl' is not in PATH: the unit counts from the next boot on.";
        }

        await using var starter = new ProcessStarter(terminal.Time);
        try
        {
            var child = starter.Start(
                new ProcessSpec
                {
                    Path = systemctl,
                    Arguments = ["daemon-reload"],
                    Environment = terminal.Environment.All,
                }
            );
            var status = await child.Completed.WaitAsync(TimeSpan.FromSeconds(30), terminal.Time);
            return status.Code == 0
                ? "systemd knows of it."
                : $"'systemctl daemon-reload' failed ({status.Number}): the unit counts from the next boot on.";
        }
        catch (Exception e) when (e is TimeoutException or ProcessStartException)
        {
            return $"'systemctl daemon-reload' did not work ({e.Message.TrimEnd('.')}): the unit counts from the next boot on.";
        }
    }
}
