using Faultline.Abstractions;
using Faultline.Linux.Processes;

namespace Faultline.Cli;

/// <summary>What a command talks to: streams, environment, clock. Tests bring their own.</summary>
internal sealed record Terminal
{
    /// <summary>The name that we were called by.</summary>
    public ProgramName Name { get; init; } = ProgramName.Faultline;

    /// <summary>Where results go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where the log goes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> Input { get; init; }

    /// <summary>The environment variables.</summary>
    public required ProcessEnvironment Environment { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Chance.</summary>
    public required Random Random { get; init; }

    /// <summary>Whether the log is read by a person at a terminal.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Whether a person reads the results: standard output is a terminal.</summary>
    public bool HasReader { get; init; }

    /// <summary>Whether a person can be asked: standard input is a terminal.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The size of the terminal that the log goes to; null where it is not known.</summary>
    public Func<TerminalSize?> Size { get; init; } = () => null;

    /// <summary>Whether this is a job of a CI system.</summary>
    public bool IsCi => Environment.Get("CI") is not (null or "" or "false");

    /// <summary>Whether lines of the log's terminal can be drawn again.</summary>
    public bool CanRedraw => IsInteractive && Environment.Get("TERM") is not (null or "" or "dumb");

    /// <summary>Whether the log has colours: at a terminal that wants them (NO_COLOR, TERM=dumb), and not in CI.</summary>
    public bool HasColour =>
        IsInteractive && string.IsNullOrEmpty(Environment.Get("NO_COLOR")) && Environment.Get("TERM") != "dumb" && !IsCi;

    /// <summary>The real one.</summary>
    public static Terminal OfThisProcess() =>
        new()
        {
            Name = ProgramName.OfThisProcess(),
            Output = Writer(Console.OpenStandardOutput()),
            Error = Writer(Console.OpenStandardError()),
            Input = Console.OpenStandardInput,
            Environment = ProcessEnvironment.OfThisProcess(),
            Time = TimeProvider.System,
            Random = Seeded(),
            IsInteractive = !Console.IsErrorRedirected,
            HasReader = !Console.IsOutputRedirected,
            CanAsk = !Console.IsInputRedirected,
            Size = () => TerminalSize.Of(StandardError),
        };

    private const int StandardError = 2;

    private static StreamWriter Writer(Stream stream) => new(stream, new System.Text.UTF8Encoding(false)) { AutoFlush = true };

#pragma warning disable RS0030 // The one place where chance enters the program.
    private static Random Seeded() => new();
#pragma warning restore RS0030
}
