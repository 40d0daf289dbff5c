using System.Text;
using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Processes;

/// <summary>
/// A shell's script that holds secrets. In the arguments of the shell it would stand in the process list, so the shell reads it from
/// a descriptor that it then closes.
/// </summary>
internal static class SecretScript
{
    // Nobody expects anything at these, and a shell takes numbers of one digit only.
    private const int ReadsAt = 8;
    private const int WritesAt = 9;

    /// <summary>The arguments of a shell that reads its script so.</summary>
    public static string[] Arguments { get; } = ["-c", $". /dev/fd/{ReadsAt}"];

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
        // On the script's own first line, so that its lines keep their numbers.
        var bytes = Encoding.UTF8.GetBytes($"exec {ReadsAt}<&- {WritesAt}>&-; {script}\n");
        _ = Task.Run(() =>
        {
            shell.Send(bytes);
            shell.CloseChannel();
        });
    }
}
