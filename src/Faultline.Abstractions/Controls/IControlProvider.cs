using Faultline.Abstractions.Activities;

namespace Faultline.Abstractions.Controls;

/// <summary>Makes the controls of one kind: of a provider's type, or of modules that it stands in for. The first that makes one counts.</summary>
public interface IControlProvider
{
    /// <summary>The control of a declaration; null where it is of another kind. Nothing is started by this.</summary>
    IControl? Create(ControlDeclaration declaration);

    /// <summary>Everything that is wrong or dubious with a declaration of its kind, without changing anything.</summary>
    /// <param name="declaration">A declaration of its kind; variables are not replaced.</param>
    /// <param name="stop">Ends the check.</param>
    Task<IReadOnlyList<CallProblem>> CheckAsync(ControlDeclaration declaration, CancellationToken stop);
}
