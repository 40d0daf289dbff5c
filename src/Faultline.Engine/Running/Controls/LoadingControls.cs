using System.Collections.Immutable;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;

namespace Faultline.Engine.Running.Controls;

/// <summary>
/// The global controls around the loading of a document. There is no run yet: what goes wrong becomes a diagnostic, and they are
/// called as they were made, not configured.
/// </summary>
public sealed class LoadingControls(IReadOnlyList<IControlProvider> providers, ImmutableArray<DataObject> controls, DataNode settings)
{
    /// <summary>The declarations of global controls.</summary>
    /// <param name="controls">Objects with a <c>name</c>.</param>
    public static ImmutableArray<ControlDeclaration> Declarations(ImmutableArray<DataObject> controls) =>
        [.. controls.Select(control => new ControlDeclaration(PythonText.Str(control["name"] ?? ""), control) { IsGlobal = true })];

    /// <summary>Calls the controls at one moment.</summary>
    /// <param name="hook">Before or after loading.</param>
    /// <param name="source">The document's file or address.</param>
    /// <param name="document">The document; null before it is loaded.</param>
    /// <param name="stop">Asks the controls to end.</param>
    /// <returns>The document as they left it, and what went wrong; an error where one of them ends the run.</returns>
    public async Task<(DataNode Document, ImmutableArray<Diagnostic> Problems)> CallAsync(
        ControlHook hook,
        string source,
        DataNode document,
        CancellationToken stop
    )
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var control in new ControlSet(providers, Declarations(controls)).Globals)
        {
            if (control.Control is null || !control.Declaration.Covers(hook))
            {
                continue;
            }

            var call = new ControlCall
            {
                Control = control.Declaration,
                Hook = hook,
                Arguments = control.Declaration.Arguments,
                Context = source,
                State = document,
                Settings = settings,
            };
            var answer = await AskAsync(control.Control, call, stop);
            document = answer.State ?? document;
            if (answer.Problem is { } problem)
            {
                Add(DiagnosticSeverity.Warning, control, $"failed at {hook.Name()}: {problem}");
            }

            if (answer.Interrupt is not null || answer.Exit is not null)
            {
                Add(DiagnosticSeverity.Fatal, control, $"ended the run at {hook.Name()}: {answer.Interrupt ?? $"exit code {answer.Exit}"}");
                break;
            }
        }

        return (document, problems.DrainToImmutable());

        void Add(DiagnosticSeverity severity, AppliedControl control, string message) =>
            problems.Add(new Diagnostic(severity, $"Control '{control.Declaration.Name}' {message}", source));
    }

    private static async Task<ControlAnswer> AskAsync(IControl control, ControlCall call, CancellationToken stop)
    {
        try
        {
            return await control.CallAsync(call, new NoRun(), stop);
        }
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            return ControlAnswer.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }

    private sealed class NoRun : IControlRun
    {
        public Task<ControlCheck> CheckAsync(DataObject probe, CancellationToken stop) =>
            Task.FromResult(new ControlCheck(null, "there is no run while a document is loaded"));

        public void Halt(string message, string reason) => throw new InvalidOperationException("There is no run to halt yet.");

        public void Warn(string message) { }
    }
}
