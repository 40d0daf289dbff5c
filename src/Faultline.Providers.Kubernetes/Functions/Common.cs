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

    public static Parameter<string> Name { get; } = Parameter.Text("name", "The object's name.");

    public static Parameter<string?> OptionalName { get; } =
        Parameter.OptionalText("name", "Which object: its name; where it is left out, the label selector alone decides.");

    public static Parameter<string?> LabelSelector { get; } =
        Parameter.OptionalText("label_selector", "Which objects: a label selector, such as 'app=web'.");

    /// <summary>Our own: the reference takes no selector for all.</summary>
    public static Parameter<bool> All { get; } =
        Parameter.Flag("all", false, "Whether to act on everything where no selector is given; without it such a call is refused.");

    public static Parameter<long> Timeout { get; } = Parameter.Integer("timeout", 30, "Seconds to wait at most, by the clock on the wall.");

    // An empty name must not turn into another namespace than the one that was meant.
    private static bool ReadNamespace(DataNode node, [NotNullWhen(true)] out string? value)
    {
        value = (node as DataString)?.Value;
        return value is not null && NamePattern().IsMatch(value);
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z")]
    private static partial Regex NamePattern();
}
