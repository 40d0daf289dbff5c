using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;

namespace Faultline.Providers.Local.Python;

/// <summary>Controls that are Python modules: their hooks are called in the interpreter that activities are called in.</summary>
public sealed class PythonControls(PythonProvider python) : IControlProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IControl? Create(ControlDeclaration declaration) =>
        declaration is { ProviderType: "python", Module: { Length: > 0 } module } ? new PythonControl(python.Interpreter, module) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CallProblem>> CheckAsync(ControlDeclaration declaration, CancellationToken stop)
    {
        var module = declaration.Module!;
        using var patience = new CancellationTokenSource(Patience, python.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var control = new PythonControl(python.Interpreter, module);
        var (isFound, why) = await control.LookAsync(declaration.Name, either.Token);
        if (!isFound)
        {
            return
            [
                new CallProblem(
                    $"Could not find Python module '{module}' in control '{declaration.Name}'. Did you install the Python module? The experiment will carry on running nonetheless."
                )
                {
                    Where = declaration.Provider["module"],
                    Severity = CallProblemSeverity.Warning,
                    Remedy = why,
                },
            ];
        }

        return await control.ValidateAsync(declaration, either.Token) is { } problem
            ? [new CallProblem(problem) { Where = declaration.Provider["module"] }]
            : [];
    }
}
