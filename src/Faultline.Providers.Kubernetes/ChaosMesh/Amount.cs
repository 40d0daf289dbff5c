using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>A text that people write as a number, too.</summary>
internal class Amount : ArgumentType<string>
{
    public sealed override string Name => "string";

    public sealed override string Expected => "a string";

    public sealed override ImmutableArray<string> Forms => ["string", "number"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out string value)
    {
        value = node switch
        {
            DataString text => text.Value,
            DataNumber number => number.Text,
            _ => null,
        };
        return value is not null;
    }
}
