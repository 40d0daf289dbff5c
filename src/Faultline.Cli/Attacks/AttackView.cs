using Faultline.Cli.Rendering;
using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Attacks;

/// <summary>An attack at the console: its lines on standard output; what goes wrong, and the verdict, in the log.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="log">The log.</param>
/// <param name="isVerbose">Whether the log tells all that happens.</param>
internal sealed class AttackView(TextWriter output, Log log, bool isVerbose) : IRunObserver
{
    private readonly AttackLines _lines = new(output);
    private readonly ConsoleRun _console = new(log, isVerbose ? LogLevel.Debug : LogLevel.Warning);

    public void OnEvent(RunEvent happened)
    {
        _lines.OnEvent(happened);
        _console.OnEvent(happened);
    }
}
