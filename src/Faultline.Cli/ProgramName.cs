using System.Text;

namespace Faultline.Cli;

/// <summary>
/// The name that this program was called by. As <c>chaos</c> it takes the Chaos Toolkit's place in scripts that know nothing of us:
/// its version line, its log file, its exit codes (reference specification §§9.3, 18).
/// </summary>
internal sealed record ProgramName
{
    /// <summary>The version of the command line whose behaviour ours is.</summary>
    public const string ReferenceVersion = "1.19.0";

    /// <summary>The version of the library that belongs to it.</summary>
    public const string ReferenceLibrary = "1.45.0";

    private ProgramName(string text) => Text = text;

    /// <summary>Our own name.</summary>
    public static ProgramName Faultline { get; } = new("faultline");

    /// <summary>The reference's name.</summary>
    public static ProgramName Chaos { get; } = new("chaos");

    /// <summary>The name under which scripts attack that were written for Gremlin; only the name is another.</summary>
    public static ProgramName Gremlin { get; } = new("gremlin");

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>What <c>--version</c> prints.</summary>
    public string VersionLine => $"{Text}, version {Version}";

    /// <summary>The version that goes with the name.</summary>
    public string Version => this == Chaos ? ReferenceVersion : CommandLine.Version;

    /// <summary>Where the log goes unless an option says otherwise; null where to no file.</summary>
    public string? LogFile => this == Chaos ? "chaostoolkit.log" : null;

    /// <summary>The exit code for whoever called by this name: scripts of the reference know 0, 1 and, for bad usage, 2.</summary>
    public int ExitCode(int code) => this == Chaos && code != 0 ? 1 : code;

    /// <summary>The name in this process' command line; links under other names lead here too.</summary>
    public static ProgramName OfThisProcess()
    {
        try
        {
            var line = File.ReadAllBytes("/proc/self/cmdline").AsSpan();
            var end = line.IndexOf((byte)0);
            var name = Path.GetFileName(Encoding.UTF8.GetString(end < 0 ? line : line[..end]));
            return name == Chaos.Text ? Chaos
                : name == Gremlin.Text ? Gremlin
                : Faultline;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Faultline;
        }
    }
}
