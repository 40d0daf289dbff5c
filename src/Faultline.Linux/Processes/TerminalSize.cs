namespace Faultline.Linux.Processes;

/// <summary>How much fits on a terminal.</summary>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>80 by 24, what programs assume where nobody tells them.</summary>
    public static TerminalSize Usual { get; } = new(80, 24);

    /// <summary>The size of the terminal behind a descriptor of this process; null where there is none, or it does not say.</summary>
    public static unsafe TerminalSize? Of(int descriptor)
    {
        LibC.WindowSize size = default;
        return LibC.WindowSizeControl(descriptor, LibC.TIOCGWINSZ, &size) == 0 && size.Rows > 0 && size.Columns > 0
            ? new TerminalSize(size.Columns, size.Rows)
            : null;
    }
}
