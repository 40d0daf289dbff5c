namespace Faultline.Providers.Local.Processes;

/// <summary>What is started.</summary>
/// <param name="Path">The program.</param>
/// <param name="Arguments">Its arguments, which everybody on this machine can see.</param>
/// <param name="Script">What a shell reads from us alone; null where there is nothing of the kind.</param>
internal sealed record ProcessCommand(string Path, string[] Arguments, string? Script = null);
