using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Addons;

/// <summary>The addons of the Chaos Toolkit as controls of our own, under the names of the modules that they stand in for.</summary>
public sealed class AddonControls(TimeProvider time) : IControlProvider
{
    /// <inheritdoc/>
    public IControl? Create(ControlDeclaration declaration) =>
        declaration.ProviderType != "python"
            ? null
            : declaration.Module switch
            {
                "chaosaddons.controls.safeguards" => new Safeguards(time),
                "chaosaddons.controls.repeat" => new Repeat(),
                "chaosaddons.controls.bypass" => new Bypass(),
                _ => null,
            };

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallProblem>> CheckAsync(ControlDeclaration declaration, CancellationToken stop)
    {
        var problems = Create(declaration) switch
        {
            Safeguards => Safeguards.Check(declaration),
            Repeat => Repeat.Check(declaration),
            Bypass => Bypass.Check(declaration),
            _ => [],
        };
        return Task.FromResult<IReadOnlyList<CallProblem>>([.. problems]);
    }

    /// <summary>A warning that the arguments of a control are not what it takes.</summary>
    internal static CallProblem Problem(ControlDeclaration declaration, DataNode? where, string message) =>
        new($"Control '{declaration.Name}': {message}") { Where = where ?? declaration.Provider, Severity = CallProblemSeverity.Warning };
}
