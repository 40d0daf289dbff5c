using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Rendering;

/// <summary>How much a line matters; the names are those of the reference's log.</summary>
internal enum LogLevel
{
    Debug,
    Info,
    Warning,
    Error,
    Critical,
}

/// <summary>Writes log lines in the reference's shapes (specification §17): to standard error and, if asked for, to a file.</summary>
internal sealed class Log(Terminal terminal, LogLevel least, bool isJson, TextWriter? file, LogLevel leastInFile) : IDisposable
{
    private readonly Lock _lock = new();
    private volatile Action<string> _writeLine = terminal.Error.WriteLine;
    private bool _isBroken;

    /// <summary>Whether lines are for programs.</summary>
    public bool IsJson => isJson;

    /// <summary>Writes one line; further lines of the message are indented.</summary>
    public void Write(LogLevel level, string message, DateTimeOffset? at = null)
    {
        var time = TimeZoneInfo.ConvertTime(at ?? terminal.Time.GetUtcNow(), terminal.Time.LocalTimeZone);
        lock (_lock)
        {
            if (level >= least && !_isBroken)
            {
                WriteToTerminal(level, message, time);
            }

            if (file is not null && level >= leastInFile)
            {
                file.WriteLine(Line(level, message, time, hasColour: false));
            }
        }
    }

    /// <summary>Has lines written by another until what is returned is disposed of.</summary>
    public IDisposable Through(Action<string> writeLine)
    {
        _writeLine = writeLine;
        return new Detour(this, terminal);
    }

    public void Dispose() => file?.Dispose();

    private sealed class Detour(Log log, Terminal terminal) : IDisposable
    {
        // Without the lock: whoever holds it may be waiting for a reader that never comes.
        public void Dispose() => log._writeLine = terminal.Error.WriteLine;
    }

    private void WriteToTerminal(LogLevel level, string message, DateTimeOffset time)
    {
        try
        {
            _writeLine(isJson ? Json(level, message, time) : Line(level, message, time, terminal.HasColour));
        }
        catch (IOException)
        {
            // Nobody reads any more; the run goes on, and its log has everything.
            _isBroken = true;
        }
    }

    private static string Line(LogLevel level, string message, DateTimeOffset time, bool hasColour)
    {
        var (start, end) = hasColour ? (Colour(level), "\x1b[39m") : ("", "");
        var text = message.ReplaceLineEndings("\n").Replace("\n", "\n    ", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{start}[{time:yyyy-MM-dd HH:mm:ss} {Name(level)}]{end} {text}");
    }

    private static string Json(LogLevel level, string message, DateTimeOffset time) =>
        JsonText.Write(
            DataObject.Of(
                ("process", Environment.ProcessId),
                ("asctime", time.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture)),
                ("levelname", Name(level)),
                ("message", message),
                ("timestamp", time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture))
            ),
            indent: 0
        );

    private static string Name(LogLevel level) => level.ToString().ToUpperInvariant();

    private static string Colour(LogLevel level) =>
        level switch
        {
            LogLevel.Debug => "\x1b[36m",
            LogLevel.Info => "\x1b[32m",
            LogLevel.Warning => "\x1b[33m",
            _ => "\x1b[31m",
        };
}
