using Faultline.Abstractions;

namespace Faultline.Hosting.Undoing;

/// <summary>Where the undo logs of this user stand: a file for each run that has, or had, something to undo.</summary>
/// <param name="path">The folder.</param>
public sealed class UndoFolder(string path)
{
    /// <summary>Where those of privileged faults stand, so that they are found at boot.</summary>
    public const string OfRoot = "/var/lib/faultline/undo";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// Below the state directory that somebody chose (<c>--state-dir</c>, FAULTLINE_STATE_DIR); otherwise
    /// <c>/var/lib/faultline/undo</c> for root, and below the user's state directory for everybody else.
    /// </summary>
    /// <param name="chosen">What the command line says; null where it says nothing.</param>
    /// <param name="environment">The environment.</param>
    public static UndoFolder Find(string? chosen, IEnvironment environment) =>
        new(
            chosen is null && string.IsNullOrEmpty(environment.Get("FAULTLINE_STATE_DIR")) && System.Environment.IsPrivilegedProcess
                ? OfRoot
                : System.IO.Path.Combine(StateDirectory.Find(chosen, environment), "undo")
        );
}
