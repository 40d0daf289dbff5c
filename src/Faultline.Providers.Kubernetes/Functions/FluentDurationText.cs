using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>A length of time as people write it; left out, null, "" and 0 mean none.</summary>
internal sealed class FluentDurationText : ArgumentType<FluentDuration>
{
    public override string Name => "string";

    public override string Expected => "a duration such as '20s', '10 minutes' or '1h30m'";

    public override ImmutableArray<string> Forms => ["string", "number"];

    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out FluentDuration value) => FluentDuration.TryRead(node, out value);
}
