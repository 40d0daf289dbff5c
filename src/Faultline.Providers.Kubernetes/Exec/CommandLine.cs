using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>The command: a line, which is cut into words as a shell does it (nothing else is), or a list of words.</summary>
internal sealed class CommandLine : ArgumentType<DataNode>
{
    public override string Name => "string";

    public override string Expected => "a string or a list of strings";

    public override ImmutableArray<string> Forms => ["string", "list"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out DataNode value)
    {
        value = node is DataString || (node is DataArray list && list.Items.All(item => item is DataString)) ? node : null;
        return value is not null;
    }
}
