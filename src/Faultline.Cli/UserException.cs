namespace Faultline.Cli;

/// <summary>Something that the user can mend; the message says what, which and how.</summary>
internal sealed class UserException(string message) : Exception(message);
