using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Extensions;

namespace Faultline.Providers.Local.Extensions;

/// <summary>The controls of extensions, by their modules.</summary>
public sealed class ExtensionControls(IReadOnlyList<IExtension> extensions) : IControlProvider
{
    /// <inheritdoc/>
    public IControl? Create(ControlDeclaration declaration) => Find(declaration)?.Create(declaration);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallProblem>> CheckAsync(ControlDeclaration declaration, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<CallProblem>>([]);

    private ExtensionControl? Find(ControlDeclaration declaration) =>
        extensions.SelectMany(extension => extension.Controls).FirstOrDefault(control => control.Module == declaration.Module);
}
