using System.CommandLine;
using Faultline.Cli.Rendering;

namespace Faultline.Cli.Commands;

/// <summary>Whether a run is drawn while it goes on.</summary>
internal sealed class LiveOptions
{
    private readonly Option<bool> _on = new("--live") { Description = "Draw the run below the log while it goes on, also in CI." };

    private readonly Option<bool> _off = new("--no-live")
    {
        Description = "Only write log lines [default: drawn on a terminal, plain lines elsewhere].",
    };

    public void AddTo(Command command)
    {
        command.Add(_on);
        command.Add(_off);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_on) is not null && result.GetResult(_off) is not null)
            {
                result.AddError("'--live' and '--no-live' exclude each other: give one of them.");
            }
        });
    }

    /// <summary>Whether to draw: on a terminal that can be drawn on, where nobody says otherwise.</summary>
    public bool Read(ParseResult parsed, Terminal terminal, Log log)
    {
        var can = terminal.CanRedraw && !log.IsJson;
        if (parsed.GetValue(_on) && !can)
        {
            log.Write(
                LogLevel.Warning,
                "--live needs a terminal for standard error, and lines for people: plain lines are written instead"
            );
        }

        return can && !parsed.GetValue(_off) && (parsed.GetValue(_on) || !terminal.IsCi);
    }
}
