using Faultline.Engine.Journals;
using Faultline.Engine.Model.Events;

namespace Faultline.Cli.Attacks;

/// <summary>
/// An attack as the lines that scripts know: set up, running, what is done to whom, reverting. What a fault says while it is applied
/// waits until it is, so that <c>Running</c> stands before it and is never said of an attack that does not run.
/// </summary>
internal sealed class AttackLines(TextWriter output) : IRunObserver
{
    private readonly List<string> _waiting = [];
    private AttackFacts? _facts;
    private int _applied;
    private bool _isRunning;
    private bool _isReverting;

    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted start when AttackFacts.Of(start.Document) is { } facts:
                _facts = facts;
                output.WriteLine($"Setting up {facts.Type} gremlin with guid '{facts.Guid}' {facts.Span}");
                break;
            case FaultApplying when !_isRunning && HappensAtOnce:
                Run();
                break;
            case FaultApplied when !_isRunning && ++_applied >= (_facts?.Targets.Length ?? 1):
                Run();
                break;
            case FaultReported reported when _isRunning || _isReverting:
                output.WriteLine(reported.Text);
                break;
            case FaultReported reported:
                _waiting.Add(reported.Text);
                break;
            case FaultReverting when !_isReverting:
                Flush();
                _isReverting = true;
                if (!HappensAtOnce)
                {
                    output.WriteLine("Reverting impact!");
                }

                break;
            case RunEnded:
                Flush();
                break;
            default:
                break;
        }
    }

    // After a shutdown nobody may be there to say so, and nothing is put back.
    private bool HappensAtOnce => _facts?.Span.StartsWith("after ", StringComparison.Ordinal) == true;

    private void Run()
    {
        _isRunning = true;
        output.WriteLine("Setup successfully completed");
        output.WriteLine($"Running {_facts!.Type} gremlin with guid '{_facts.Guid}' {_facts.Span}");
        Flush();
    }

    private void Flush()
    {
        foreach (var line in _waiting)
        {
            output.WriteLine(line);
        }

        _waiting.Clear();
    }
}
