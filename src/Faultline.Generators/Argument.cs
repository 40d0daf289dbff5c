namespace Faultline.Generators;

/// <summary>One argument of a function.</summary>
/// <param name="Name">Its name in documents.</param>
/// <param name="Declaration">The code of its entry in the signature.</param>
/// <param name="Value">The code that reads it; <c>{0}</c> stands for a number of its own.</param>
/// <param name="Reading">The code that makes its reader; null for a reader that all share.</param>
internal sealed record Argument(string Name, string Declaration, string Value, string? Reading);
