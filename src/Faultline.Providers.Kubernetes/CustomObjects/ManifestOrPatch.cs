using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>The manifest, or the patch.</summary>
internal sealed class ManifestOrPatch : ArgumentType<DataNode>
{
    public override string Name => "object";

    public override string Expected => "an object or a list";

    public override ImmutableArray<string> Forms => ["mapping", "list"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out DataNode value)
    {
        value = node is DataObject or DataArray ? node : null;
        return value is not null;
    }
}
