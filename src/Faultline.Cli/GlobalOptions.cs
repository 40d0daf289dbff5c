using System.CommandLine;
using Faultline.Abstractions;
using Faultline.Abstractions.Extensions;
using Faultline.Cli.Rendering;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;
using Faultline.Hosting;
using Faultline.Hosting.Holding;

namespace Faultline.Cli;

/// <summary>The options that every command has, with the reference's names (specification §18).</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Version { get; } = new("--version") { Description = "Show the version and exit." };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Show debug lines too.", Recursive = true };

    public Option<bool> NoVersionCheck { get; } =
        new("--no-version-check")
        {
            Description = "Accepted for the Chaos Toolkit's sake: Faultline never calls home.",
            Recursive = true,
            Hidden = true,
        };

    public Option<string?> ChangeDirectory { get; } =
        new("--change-dir")
        {
            Description = "Work in this folder.",
            HelpName = "DIR",
            Recursive = true,
        };

    public Option<bool> NoLogFile { get; } =
        new("--no-log-file")
        {
            Description = "Accepted for the Chaos Toolkit's sake: without --log-file there is none.",
            Recursive = true,
            Hidden = true,
        };

    public Option<string?> LogFile { get; } =
        new("--log-file")
        {
            Description = "Append the log to this file too, debug lines included.",
            HelpName = "PATH",
            Recursive = true,
        };

    public Option<string> LogFileLevel { get; } =
        new("--log-file-level")
        {
            Description = "The least level of the log file.",
            HelpName = "debug|info|warning|error",
            DefaultValueFactory = _ => "debug",
            Recursive = true,
        };

    public Option<string> LogFormat { get; } =
        new("--log-format")
        {
            Description = "How log lines are written to standard error.",
            HelpName = "string|json",
            DefaultValueFactory = _ => "string",
            Recursive = true,
        };

    public Option<string?> StateDirectory { get; } =
        new("--state-dir")
        {
            Description = "Where runs and labs are kept [default: $XDG_STATE_HOME/faultline].",
            HelpName = "DIR",
            Recursive = true,
        };

    public Option<string?> Settings { get; } =
        new("--settings")
        {
            Description =
                "The settings file [default: $XDG_CONFIG_HOME/faultline/settings.yaml, else ~/.chaostoolkit/settings.yaml where it is there].",
            HelpName = "PATH",
            Recursive = true,
        };

    public Option<string[]> Extension { get; } =
        new("--extension")
        {
            Description = "Use an extension: a .dll, or a program that speaks the protocol of extensions. Repeatable.",
            HelpName = "PATH",
            Recursive = true,
        };

    public void AddTo(RootCommand root)
    {
        LogFormat.AcceptOnlyFromAmong("string", "json");
        LogFileLevel.AcceptOnlyFromAmong("debug", "info", "warning", "error");
        foreach (
            var option in (Option[])
                [
                    Version,
                    Verbose,
                    NoVersionCheck,
                    ChangeDirectory,
                    NoLogFile,
                    LogFile,
                    LogFileLevel,
                    LogFormat,
                    StateDirectory,
                    Settings,
                    Extension,
                ]
        )
        {
            root.Add(option);
        }
    }

    /// <summary>The log that the options ask for; a change of folder is made, and said, on the way.</summary>
    public Log OpenLog(ParseResult parsed, Terminal terminal)
    {
        var (file, problem) = OpenLogFile(parsed, terminal);
        var log = new Log(
            terminal,
            parsed.GetValue(Verbose) ? LogLevel.Debug : LogLevel.Info,
            parsed.GetValue(LogFormat) == "json",
            file,
            Enum.Parse<LogLevel>(parsed.GetValue(LogFileLevel)!, ignoreCase: true)
        );
        if (problem is not null)
        {
            log.Write(LogLevel.Warning, problem);
        }

        if (parsed.GetValue(ChangeDirectory) is { } folder)
        {
            if (!Directory.Exists(folder))
            {
                throw new UserException($"Invalid value for '--change-dir': there is no folder '{folder}'.");
            }

            log.Write(LogLevel.Warning, $"Moving to {folder}");
            Directory.SetCurrentDirectory(folder);
        }

        return log;
    }

    /// <summary>The settings file that counts.</summary>
    public SettingsFile SettingsFile(ParseResult parsed, Terminal terminal) =>
        Engine.Configuration.SettingsFile.Find(parsed.GetValue(Settings), terminal.Environment);

    /// <summary>What the user has settled, for commands that heed it; what is wrong with the file is said.</summary>
    public Settings ReadSettings(ParseResult parsed, Terminal terminal, Log log)
    {
        var file = SettingsFile(parsed, terminal);
        var (settings, problems) = file.Read();
        if (settings.Path is not null)
        {
            log.Write(LogLevel.Debug, $"Using settings file '{file.Path}'");
        }

        DiagnosticLines.Write(log, problems);
        return problems.Any(problem => problem.Severity == DiagnosticSeverity.Fatal)
            ? throw new UserException(
                $"The settings in '{file.Path}' can't be heeded as they are: mend them, or name others with --settings."
            )
            : settings;
    }

    /// <summary>Everything together, with the extensions of the settings and of the command line.</summary>
    public async Task<FaultlineHost> StartHostAsync(
        ParseResult parsed,
        Terminal terminal,
        IEnvironment environment,
        Settings settings,
        CancellationToken stop
    )
    {
        try
        {
            string[] extensions = [.. settings.Extensions, .. parsed.GetValue(Extension) ?? []];
            return await FaultlineHost.StartAsync(environment, terminal.Time, terminal.Random, extensions, stop);
        }
        catch (ExtensionException e)
        {
            throw new UserException(e.Message);
        }
    }

    /// <summary>What undoes effects, those of the line's extensions included.</summary>
    /// <exception cref="UserException">An extension can't be used.</exception>
    public async Task<FaultRoles> RolesAsync(ParseResult parsed, Terminal terminal)
    {
        try
        {
            return await FaultlineHost.RolesAsync(terminal.Environment, terminal.Time, parsed.GetValue(Extension) ?? []);
        }
        catch (ExtensionException e)
        {
            throw new UserException(e.Message);
        }
    }

    // A file that nobody asked for is worth a warning where it can't be written, and no more.
    private (StreamWriter? File, string? Problem) OpenLogFile(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(NoLogFile) || (parsed.GetValue(LogFile) ?? terminal.Name.LogFile) is not { } path)
        {
            return (null, null);
        }

        try
        {
            return (new StreamWriter(path, append: true) { AutoFlush = true }, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var problem = $"The log file can't be written: {e.Message}";
            return parsed.GetValue(LogFile) is null ? (null, problem) : throw new UserException(problem);
        }
    }

    /// <summary>Where undo logs stand.</summary>
    public Hosting.Undoing.UndoFolder Undo(ParseResult parsed, Terminal terminal) =>
        Hosting.Undoing.UndoFolder.Find(parsed.GetValue(StateDirectory), terminal.Environment);

    public string State(ParseResult parsed, Terminal terminal) =>
        Hosting.StateDirectory.Find(parsed.GetValue(StateDirectory), terminal.Environment);
}
