using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Providers.Kubernetes.Functions;

/// <summary>Arguments that most functions have.</summary>
internal static partial class Common
{
    public static Parameter<string> Namespace { get; } =
        new(
            new FunctionParameter("ns", "string", "default", "The namespace; where it is left out, KUBERNETES_NAMESPACE if that is set."),
            "the name of a namespace (small letters, digits and hyphens)",
            ReadNamespace,
            "default"
        );

    // An empty name must not turn into another namespace than the one that was meant.
    private static bool ReadNamespace(DataNode node, [NotNullWhen(true)] out string? value)
    {
        value = (node as DataString)?.Value;
        return value is not null && NamePattern().IsMatch(value);
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z")]
    private static partial Regex NamePattern();
}
