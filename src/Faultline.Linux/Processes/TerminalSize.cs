namespace Faultline.Linux.Processes;

/// <summary>How much fits on a terminal.</summary>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>80 by 24, what programs assume where nobody tells them.</summary>
    public static TerminalSize Usual { get; } = new(80, 24);
}
