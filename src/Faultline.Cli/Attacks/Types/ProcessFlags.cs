using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>The flags that say which processes are meant.</summary>
internal sealed class ProcessFlags
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Option<string?> _process = AttackFlag.Text(
        "--process",
        "-p",
        "The process: its number, or a regular expression that its name fits.",
        "PID|REGEX",
        Pattern
    );

    private readonly Option<string?> _group = AttackFlag.Text(
        "--group",
        "-g",
        "Only those of this group.",
        "GROUP",
        AttackValues.Something
    );

    private readonly Option<string?> _user = AttackFlag.Text("--user", "-u", "Only those of this user.", "USER", AttackValues.Something);

    private readonly Option<bool> _newest = AttackFlag.Switch("--newest", "-n", "Only the newest of them.");

    private readonly Option<bool> _oldest = AttackFlag.Switch("--oldest", "-o", "Only the oldest of them.");

    private readonly Option<bool> _exact = AttackFlag.Switch("--exact", "-e", "The name is a name, and no regular expression.");

    private readonly Option<bool> _children = AttackFlag.Switch("--kill_children", "-c", "Their children too.");

    private readonly Option<bool> _full = AttackFlag.Switch("--full", "-f", "The whole command line counts as the name.");

    public ProcessFlags() => _process.Required = true;

    public IReadOnlyList<Option> All => [_process, _group, _user, _newest, _oldest, _exact, _children, _full];

    public (string Key, DataNode? Value)[] Read(ParseResult parsed) =>
        [
            ("process", parsed.GetValue(_process)!),
            ("exact", Set(parsed, _exact)),
            ("full", Set(parsed, _full)),
            ("user", Given(parsed, _user)),
            ("group", Given(parsed, _group)),
            ("newest", Set(parsed, _newest)),
            ("oldest", Set(parsed, _oldest)),
            ("children", Set(parsed, _children)),
        ];

    public IEnumerable<string> Check(CommandResult result) =>
        result.GetValue(_newest) && result.GetValue(_oldest) ? ["'--newest' and '--oldest' exclude each other: give one of them."] : [];

    private static DataNode? Set(ParseResult parsed, Option<bool> option) => parsed.GetValue(option) ? true : null;

    private static DataString? Given(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? new DataString(text) : null;

    private static string? Pattern(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "it is empty. Write a process number, or a regular expression that its name fits.";
        }

        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant, Patience);
            return null;
        }
        catch (ArgumentException e)
        {
            return $"'{text}' is no regular expression: {e.Message.TrimEnd('.')}. With --exact it is taken as it is.";
        }
    }
}
