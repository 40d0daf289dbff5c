using Faultline.Engine.Model;

namespace Faultline.Cli;

/// <summary>Something that the user can mend; the message says what, which and how.</summary>
/// <param name="message">What, which, how.</param>
/// <param name="exitCode">What the process exits with.</param>
internal sealed class UserException(string message, int exitCode = ExitCodes.Usage) : Exception(message)
{
    /// <summary>What the process exits with.</summary>
    public int ExitCode => exitCode;
}
