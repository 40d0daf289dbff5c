using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Processes;

/// <summary>
/// A shell's script that holds secrets. In the arguments of the shell it would stand in the process list, so the shell reads it from
/// a descriptor, which it closes before it runs the script.
/// </summary>
internal static class SecretScript
{
    // Nobody expects anything at these, and a shell takes numbers of one digit only.
    private const int ReadsAt = 8;
    private const int WritesAt = 9;

    /// <summary>The arguments of a shell that reads its script so.</summary>
    public static string[] Arguments { get; } = ["-c", $"eval \"exec {ReadsAt}<&- {WritesAt}>&-; $(command -p cat <&{ReadsAt})\""];

    /// <summary>The line to the shell.</summary>
    public static ProcessChannel Channel { get; } =
        new()
        {
            ReadsAt = ReadsAt,
            WritesAt = WritesAt,
            Received = static _ => { },
        };

    /// <summary>Gives a started shell its script.</summary>
    public static void Send(ChildProcess shell, string script)
    {
        var bytes = Encoding.UTF8.GetBytes(script);
        _ = Task.Run(() =>
        {
            shell.Send(bytes);
            shell.CloseChannel();
        });
    }
}
