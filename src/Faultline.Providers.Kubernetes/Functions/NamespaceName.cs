using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>The namespace; where it is left out, KUBERNETES_NAMESPACE if that is set.</summary>
internal sealed partial class NamespaceName : ArgumentType<string>
{
    /// <summary>The name of the argument that is one.</summary>
    public const string Argument = "ns";

    public override string Name => "string";

    public override string Expected => "the name of a namespace (small letters, digits and hyphens)";

    // An empty name must not turn into another namespace than the one that was meant.
    public override bool TryRead(DataNode node, [MaybeNullWhen(false)] out string value)
    {
        value = (node as DataString)?.Value;
        return value is not null && Pattern().IsMatch(value);
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z")]
    private static partial Regex Pattern();
}
