using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>A text that people write as a number, too, and that is not empty.</summary>
internal sealed class RequiredAmount : Amount
{
    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out string value) =>
        base.TryRead(node, out value) && value.Length > 0;
}
