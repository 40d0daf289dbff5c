using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Names: a list, or a text with commas between them.</summary>
internal sealed class NameList : ArgumentType<DataArray>
{
    public override string Name => "string";

    public override string Expected => "a list of strings, or a string with commas";

    public override ImmutableArray<string> Forms => ["list", "string"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out DataArray value)
    {
        value = node switch
        {
            DataString text => Outcomes.Names(
                text.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ),
            DataArray list when list.Items.All(item => item is DataString) => list,
            _ => null,
        };
        return value is not null;
    }
}
