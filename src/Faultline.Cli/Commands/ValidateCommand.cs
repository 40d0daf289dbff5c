using System.CommandLine;
using Faultline.Cli.Rendering;
using Faultline.Documents;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Hosting;
using Faultline.Hosting.Notifications;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline validate PATH...</c>: everything that is wrong with documents, at once.</summary>
internal static class ValidateCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files, folders (searched for .json, .yaml and .yml), patterns such as 'experiments/*.yaml', addresses, or '-'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var strict = new Option<bool>("--strict") { Description = "Take warnings for errors." };
        var source = new SourceOptions();
        var command = new Command(
            "validate",
            "Find everything that is wrong with documents, each with its place and what to do. Runs nothing."
        )
        {
            paths,
            strict,
        };
        source.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var overrides = source.Read(parsed);
                var settings = globals.ReadSettings(parsed, terminal, log);
                await using var host = await globals.StartHostAsync(
                    parsed,
                    terminal,
                    terminal.Environment.With(overrides.Environment),
                    settings,
                    stop
                );
                var preparer = new ExperimentPreparer(
                    host,
                    new DocumentLoader(host.Environment, terminal.Time, terminal.Input, settings.Authorizations)
                );
                await using var notifier = new Notifier(settings, host, message => log.Write(LogLevel.Warning, message));
                var isValid = true;
                var all = Expand(parsed.GetRequiredValue(paths)).ToList();
                foreach (var path in all)
                {
                    if (all.Count > 1)
                    {
                        log.Write(LogLevel.Info, $"Document: {path}");
                    }

                    var request = new PreparationRequest
                    {
                        Source = path,
                        VerifyTls = !parsed.GetValue(source.NoVerifyTls),
                        Overrides = overrides,
                        Settings = settings,
                        StrictSecrets = parsed.GetValue(source.StrictSecrets),
                    };
                    isValid &= await ValidateAsync(preparer, request, parsed.GetValue(strict), notifier, log, stop);
                }

                return isValid ? 0 : ExitCodes.Usage;
            }
        );
        return command;
    }

    private static async Task<bool> ValidateAsync(
        ExperimentPreparer preparer,
        PreparationRequest request,
        bool isStrict,
        Notifier notifier,
        Log log,
        CancellationToken stop
    )
    {
        var prepared = await preparer.PrepareAsync(request, stop);
        if (prepared.WasRead)
        {
            log.Write(LogLevel.Info, "Validating the experiment's syntax");
        }

        DiagnosticLines.Write(log, prepared.Diagnostics, isStrict);
        ValidationNotifications.Tell(notifier, prepared, isStrict);
        if (prepared.HasErrors || (isStrict && prepared.Diagnostics.Length > 0))
        {
            var errors = prepared.Diagnostics.Count(d => isStrict || d.Severity != DiagnosticSeverity.Warning);
            log.Write(LogLevel.Error, $"{prepared.Source}: {errors} {(errors == 1 ? "error" : "errors")}, the experiment is not valid");
            return false;
        }

        log.Write(LogLevel.Info, "Experiment looks valid");
        log.Write(LogLevel.Info, "experiment syntax and semantic look valid");
        return true;
    }

    // A shell expands patterns itself; in quotes, or where nothing matched, they come here as they are.
    private static IEnumerable<string> Expand(string[] paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var found = Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => DocumentText.FormatOf(file) is not null)
                    .Order(StringComparer.Ordinal)
                    .ToList();
                foreach (
                    var file in found.Count > 0 ? found : throw new UserException($"There is no .json, .yaml or .yml file in '{path}'.")
                )
                {
                    yield return file;
                }
            }
            else if (path.IndexOfAny(['*', '?']) >= 0 && !File.Exists(path) && !path.Contains("://", StringComparison.Ordinal))
            {
                var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
                var found = Directory.Exists(folder)
                    ? Directory.EnumerateFiles(folder, Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList()
                    : [];
                foreach (var file in found.Count > 0 ? found : throw new UserException($"No file matches '{path}'."))
                {
                    yield return file;
                }
            }
            else
            {
                yield return path;
            }
        }
    }
}
