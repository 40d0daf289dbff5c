using System.CommandLine;
using System.IO.Enumeration;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Hosting;
using Faultline.Hosting.Discovery;
using Faultline.Hosting.Notifications;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline discover [PACKAGE]</c>: which probes and actions there are. Installs nothing.</summary>
internal static class DiscoverCommand
{
    // As the reference does where it can't load a document; for a discovery it forgets to.
    private const int NotFound = 1;

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var package = new Argument<string?>("PACKAGE")
        {
            Description =
                "An extension that is installed for your Python, such as chaostoolkit-aws, or a module of ours, such as chaosk8s.pod [default: everything of ours].",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var list = new Option<string?>("--list")
        {
            Description =
                "Print a table rather than write a file: of what has this text in its name or summary, or fits a pattern such as '*_pods'.",
            HelpName = "TEXT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var path = new Option<string>("--discovery-path")
        {
            Description = "Where the discovery is written.",
            HelpName = "PATH",
            DefaultValueFactory = _ => "./discovery.json",
        };
        var noSystem = new Option<bool>("--no-system-info") { Description = "Do not let the extension look at the system that it is for." };
        var noInstall = new Option<bool>("--no-install")
        {
            Description = "Accepted for the Chaos Toolkit's sake: Faultline never installs anything.",
        };
        var command = new Command(
            "discover",
            "Find out which probes and actions there are: our own, or those of an installed Python extension."
        )
        {
            package,
            list,
            path,
            noSystem,
            noInstall,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var settings = globals.ReadSettings(parsed, terminal, log);
                await using var host = await globals.StartHostAsync(parsed, terminal, terminal.Environment, settings, stop);
                await using var notifier = new Notifier(settings, host, message => log.Write(LogLevel.Warning, message));
                var name = parsed.GetValue(package);
                DataNode told = name is null ? DataNull.Instance : name;
                notifier.Tell("discovery-started", "discovery", told);
                var (found, problem) = await FindAsync(host, name, !parsed.GetValue(noSystem), terminal, stop);
                if (found is null)
                {
                    notifier.Tell("discovery-failed", "discovery", told, problem);
                    log.Write(LogLevel.Critical, problem!);
                    return NotFound;
                }

                notifier.Tell("discovery-completed", "discovery", found);
                return parsed.GetResult(list) is { Implicit: false }
                    ? Print(found, parsed.GetValue(list), terminal)
                    : Write(found, parsed.GetValue(path)!, log);
            }
        );
        return command;
    }

    /// <summary>The discovery of a package or of our own functions; null where there is none, and why.</summary>
    public static async Task<(DataObject? Found, string? Problem)> FindAsync(
        FaultlineHost host,
        string? package,
        bool discoverSystem,
        Terminal terminal,
        CancellationToken stop
    )
    {
        var own = OwnDiscovery.Find(host.Functions, package);
        if (own.Length == 0)
        {
            return await new PythonExtensions(host).DiscoverAsync(package!, discoverSystem, stop);
        }

        var id = new byte[16];
        terminal.Random.NextBytes(id);
        return (OwnDiscovery.Of(own, package, CommandLine.Version, terminal.Time, new Guid(id)), null);
    }

    private static int Write(DataObject found, string path, Log log)
    {
        try
        {
            File.WriteAllText(path, JsonText.Write(found) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The discovery can't be written to '{path}': {e.Message}");
        }

        log.Write(LogLevel.Info, $"Discovery outcome saved in {path}");
        return 0;
    }

    private static int Print(DataObject found, string? text, Terminal terminal)
    {
        var rows = ((found["activities"] as DataArray)?.Items.OfType<DataObject>() ?? [])
            .Select(activity =>
                (string[])[$"{activity.Text("mod")}.{activity.Text("name")}", activity.Text("type") ?? "", FirstLine(activity.Text("doc"))]
            )
            .Where(row => text is null || Fits(row, text))
            .ToList();
        if (rows.Count == 0)
        {
            terminal.Error.WriteLine($"Nothing fits '{text}'.");
            return NotFound;
        }

        TextTable.Write(terminal.Output, ["FUNCTION", "TYPE", "WHAT IT DOES"], rows);
        return 0;
    }

    private static bool Fits(string[] row, string text) =>
        text.IndexOfAny(['*', '?']) >= 0
            ? FileSystemName.MatchesSimpleExpression(text, row[0])
            : row[0].Contains(text, StringComparison.OrdinalIgnoreCase) || row[^1].Contains(text, StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(string? text) => (text ?? "").Trim().Split('\n')[0].TrimEnd();
}
