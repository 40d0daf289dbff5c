using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Secrets;

namespace Faultline.Samples.Flags;

/// <summary>What the sample offers.</summary>
public sealed class FlagsExtension : IExtension
{
    /// <inheritdoc/>
    public string Name => "acme-flags";

    /// <inheritdoc/>
    public string Version => "1.0.0";

    /// <inheritdoc/>
    public IReadOnlyList<IFunctionSource> Functions { get; } = [FunctionTables.FunctionCall.Bind(call => call)];

    /// <inheritdoc/>
    public IReadOnlyList<ExtensionControl> Controls { get; } =
    [new("acme.audit", "Writes every moment of a run into a file.", declaration => new AuditControl(declaration.Arguments.Text("file")!))];

    /// <inheritdoc/>
    public IReadOnlyList<ISecretSource> Secrets { get; } = [new FolderSecrets()];
}
