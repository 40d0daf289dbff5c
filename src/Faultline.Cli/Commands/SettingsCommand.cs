using System.CommandLine;
using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Cli.Rendering;
using Faultline.Documents;
using Faultline.Engine.Configuration;
using Faultline.Engine.Model;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline settings show|get|set|remove</c>: looks into the settings file and changes it.</summary>
internal static class SettingsCommand
{
    // As the reference has it where the file or the key is missing.
    private const int NotThere = 1;

    public static Command Create(GlobalOptions globals, Terminal terminal) =>
        new("settings", "Look into your settings file, or change it. 'faultline info settings' says where it is.")
        {
            Show(globals, terminal),
            Get(globals, terminal),
            Set(globals, terminal),
            Remove(globals, terminal),
        };

    private static Command Show(GlobalOptions globals, Terminal terminal)
    {
        var format = Format("yaml", "json", "yaml");
        var reveal = new Option<bool>("--reveal") { Description = "Show what is secret too: credentials, headers, passwords." };
        var command = new Command("show", "Print the settings; what is secret in them is masked.") { format, reveal };
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            if (Open(globals, parsed, terminal) is not { } opened)
            {
                return NotThere;
            }

            var shown = parsed.GetValue(reveal) ? opened.Root : SettingsSecrets.Hide(opened.Root);
            terminal.Output.Write(
                parsed.GetValue(format) == "json" ? JsonText.Write(shown) + "\n"
                // Where nothing is masked the text is as its author wrote it.
                : shown.ToString() == opened.Root.ToString() ? opened.Text.TrimEnd('\n') + "\n"
                : YamlWriter.Write(shown)
            );
            return 0;
        });
        return command;
    }

    private static Command Get(GlobalOptions globals, Terminal terminal)
    {
        var key = Key();
        var format = Format("string", "string", "json", "yaml");
        format.Description = "How the value is printed; string: a single value as it is, anything else as YAML.";
        var command = new Command("get", "Print one value of the settings, as it stands there.") { key, format };
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            if (Open(globals, parsed, terminal) is not { } opened)
            {
                return NotThere;
            }

            var path = Path(parsed.GetRequiredValue(key));
            if (path.Find(opened.Root) is not { } value)
            {
                return Missing(path, opened, terminal);
            }

            terminal.Output.Write(
                parsed.GetValue(format) switch
                {
                    "json" => JsonText.Write(value) + "\n",
                    "string" when value is DataString text => text.Value + "\n",
                    _ => YamlWriter.Write(value),
                }
            );
            return 0;
        });
        return command;
    }

    private static Command Set(GlobalOptions globals, Terminal terminal)
    {
        var key = Key();
        var value = new Argument<string>("VALUE")
        {
            Description = "JSON, such as true, 3, {\"a\": 1} or '\"3\"'; what is none is taken as text.",
        };
        var create = new Option<bool>("--create") { Description = "Make the key, and the file, where they are not there yet." };
        var command = new Command("set", "Give a value to a key of the settings.") { key, value, create };
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            var mayBeMissing = parsed.GetValue(create);
            if (Open(globals, parsed, terminal, mayBeMissing) is not { } opened)
            {
                return NotThere;
            }

            var path = Path(parsed.GetRequiredValue(key));
            if (!mayBeMissing && path.Find(opened.Root) is null)
            {
                // As in the reference: a key that is misspelt must not become another one.
                return Missing(path, opened, terminal, "--create makes it.");
            }

            return Change(opened, text => YamlEdit.Set(text, path, Value(parsed.GetRequiredValue(value))), log);
        });
        return command;
    }

    private static Command Remove(GlobalOptions globals, Terminal terminal)
    {
        var key = Key();
        var command = new Command("remove", "Take a key and what belongs to it out of the settings.") { key };
        command.SetAction(parsed =>
        {
            using var log = globals.OpenLog(parsed, terminal);
            if (Open(globals, parsed, terminal) is not { } opened)
            {
                return NotThere;
            }

            var path = Path(parsed.GetRequiredValue(key));
            return path.Find(opened.Root) is null
                ? Missing(path, opened, terminal)
                : Change(opened, text => YamlEdit.Remove(text, path), log);
        });
        return command;
    }

    private sealed record Opened(SettingsFile File, string Text, DataObject Root);

    private static Opened? Open(GlobalOptions globals, ParseResult parsed, Terminal terminal, bool mayBeMissing = false)
    {
        var file = globals.SettingsFile(parsed, terminal);
        if (!File.Exists(file.Path))
        {
            if (mayBeMissing)
            {
                return new Opened(file, "", DataObject.Empty);
            }

            terminal.Error.WriteLine(
                $"Error: There is no settings file at '{file.Path}'. 'faultline settings set KEY VALUE --create' makes one."
            );
            return null;
        }

        try
        {
            var bytes = File.ReadAllBytes(file.Path);
            return DocumentText.Parse(bytes, DocumentFormat.Yaml) switch
            {
                DataObject root => new Opened(file, Encoding.UTF8.GetString(bytes), root),
                DataNull => new Opened(file, Encoding.UTF8.GetString(bytes), DataObject.Empty),
                var other => throw new UserException($"{file.Path}:{other.Position}: settings are an object, and this is {other.Kind}."),
            };
        }
        catch (DataSyntaxException e)
        {
            throw new UserException($"{file.Path}:{e.Position}: this is not YAML: {e.Message}. Mend it in an editor first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The settings '{file.Path}' can't be read: {e.Message}");
        }
    }

    private static int Missing(DataPath path, Opened opened, Terminal terminal, string remedy = "")
    {
        var (found, _) = path.Deepest(opened.Root);
        var near =
            found.Find(opened.Root) is DataObject { Members.Length: > 0 } mapping && path.KeyAfter(found) is { } key
                ? Suggestion.Sentence(key, mapping.Members.Select(member => member.Key))
                    ?? $"'{found}' has {string.Join(", ", mapping.Members.Select(member => member.Key))}.".Replace(
                        "'' has ",
                        "There are ",
                        StringComparison.Ordinal
                    )
                : "";
        terminal.Error.WriteLine($"Error: There is no '{path}' in '{opened.File.Path}'. {near} {remedy}".TrimEnd());
        return NotThere;
    }

    // What a change makes worse is not written.
    private static int Change(Opened opened, Func<string, (string Text, bool IsKept)> change, Log log)
    {
        try
        {
            var (text, isKept) = change(opened.Text);
            var before = opened.File.Read(Encoding.UTF8.GetBytes(opened.Text)).Problems.Select(problem => problem.Message).ToHashSet();
            var worse = opened
                .File.Read(Encoding.UTF8.GetBytes(text))
                .Problems.Where(problem => !before.Contains(problem.Message))
                .Select(problem => problem with { Position = null })
                .ToList();
            DiagnosticLines.Write(log, worse);
            if (worse.Any(problem => problem.Severity != DiagnosticSeverity.Warning))
            {
                throw new UserException("With this the settings would be wrong, so they were left as they are.");
            }

            opened.File.Write(text);
            if (!isKept)
            {
                log.Write(LogLevel.Warning, "The settings had to be written anew as a whole: the comments in them are gone.");
            }

            return 0;
        }
        catch (KeyNotFoundException e)
        {
            throw new UserException($"This key can't be set: {e.Message}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The settings '{opened.File.Path}' can't be written: {e.Message}");
        }
    }

    private static DataNode Value(string text)
    {
        try
        {
            return JsonText.Parse(text);
        }
        catch (DataSyntaxException e)
        {
            // What begins like JSON was meant to be.
            return text.TrimStart() is ['{' or '[' or '"', ..]
                ? throw new UserException($"Invalid value for 'VALUE': this is not JSON: {e.Message} (column {e.Position.Column}).")
                : new DataString(text);
        }
    }

    private static DataPath Path(string key)
    {
        try
        {
            return DataPath.Parse(key);
        }
        catch (FormatException e)
        {
            throw new UserException($"Invalid value for 'KEY': {e.Message}.");
        }
    }

    private static Argument<string> Key() =>
        new("KEY")
        {
            Description =
                "The keys on the way to the value, with dots between them: runtime.rollbacks.strategy, notifications[0].url, auths.example\\.com.value.",
        };

    private static Option<string> Format(string initial, params string[] names)
    {
        var format = new Option<string>("--format")
        {
            Description = "How they are printed.",
            HelpName = string.Join('|', names),
            DefaultValueFactory = _ => initial,
        };
        format.AcceptOnlyFromAmong(names);
        return format;
    }
}
