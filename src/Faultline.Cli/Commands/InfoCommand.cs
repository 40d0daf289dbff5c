using System.CommandLine;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Cli.Rendering;
using Faultline.Documents;
using Faultline.Engine.Configuration;
using Faultline.Hosting.Discovery;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline info core|extensions|settings</c>: what is at work here.</summary>
internal static class InfoCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal) =>
        new("info", "See what is at work here: versions, extensions, settings.")
        {
            Core(globals, terminal),
            Extensions(globals, terminal),
            Settings(globals, terminal),
        };

    private static Command Core(GlobalOptions globals, Terminal terminal)
    {
        var command = new Command("core", "The versions of this program and of what it stands on.");
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            TextTable.Write(
                terminal.Output,
                ["NAME", "VERSION"],
                [
                    ["CLI", terminal.Name.Version],
                    ["Core library", terminal.Name == ProgramName.Chaos ? ProgramName.ReferenceLibrary : CommandLine.Version],
                    ["Chaos Toolkit", $"as {ProgramName.ReferenceVersion}, library {ProgramName.ReferenceLibrary}"],
                    [".NET", Environment.Version.ToString()],
                    ["Python", ProgramFinder.Find("python3", terminal.Environment.Get("PATH")) ?? "-"],
                ]
            );
            return 0;
        });
        return command;
    }

    private static Command Extensions(GlobalOptions globals, Terminal terminal)
    {
        var command = new Command("extensions", "Our own functions, and the extensions that are installed for your Python.");
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var settings = globals.ReadSettings(parsed, terminal, log);
                await using var host = await globals.StartHostAsync(parsed, terminal, terminal.Environment, settings, stop);
                var own = OwnDiscovery
                    .Find(host.Functions, package: null)
                    .GroupBy(signature => signature.Module.Split('.')[0], StringComparer.Ordinal)
                    .Select(group =>
                        (string[])
                            [
                                group.Key,
                                CommandLine.Version,
                                "",
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"native; probes: {group.Count(s => s.Kind == ActivityKind.Probe)}, actions: {group.Count(s => s.Kind == ActivityKind.Action)}"
                                ),
                            ]
                    );
                var (found, problem) = await new PythonExtensions(host).ListAsync(stop);
                if (problem is not null)
                {
                    log.Write(LogLevel.Debug, $"No Python extensions: {problem}");
                }

                const string prefix = "Chaos Toolkit Extension for ";
                var rows = own.Concat(
                    found.Select(extension =>
                        (string[])
                            [
                                extension.Name,
                                extension.Version,
                                extension.License,
                                extension.Summary.Replace(prefix, "", StringComparison.OrdinalIgnoreCase),
                            ]
                    )
                );
                TextTable.Write(terminal.Output, ["NAME", "VERSION", "LICENSE", "DESCRIPTION"], [.. rows]);
                return 0;
            }
        );
        return command;
    }

    private static Command Settings(GlobalOptions globals, Terminal terminal)
    {
        var command = new Command("settings", "Where the settings file is, and what stands in it; what is secret is masked.");
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            var file = globals.SettingsFile(parsed, terminal);
            if (!File.Exists(file.Path))
            {
                terminal.Output.WriteLine($"No settings file found at {file.Path}");
                return 0;
            }

            var settings = globals.ReadSettings(parsed, terminal, log);
            terminal.Output.WriteLine($"# {file.Path}");
            terminal.Output.Write(YamlWriter.Write(SettingsSecrets.Hide(settings.Document)));
            return 0;
        });
        return command;
    }
}
