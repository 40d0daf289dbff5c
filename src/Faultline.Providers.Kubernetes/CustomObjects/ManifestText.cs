using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.CustomObjects;

/// <summary>A manifest, as text or as it is.</summary>
internal abstract class ManifestText(string format) : ArgumentType<DataNode>
{
    public sealed override string Name => "string";

    public sealed override string Expected => $"a string of {format} or an object";

    public sealed override ImmutableArray<string> Forms => ["string", "mapping"];

    public sealed override bool TryRead(DataNode node, [MaybeNullWhen(false)] out DataNode value)
    {
        value = node is DataString or DataObject ? node : null;
        return value is not null;
    }
}
