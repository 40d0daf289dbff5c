using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Which pods a fault is for, and how many of them.</summary>
/// <param name="prefix">What the names of the arguments begin with: "" for the pods themselves, <c>target_</c> for their peers.</param>
/// <param name="namespaces">Their namespaces.</param>
/// <param name="labels">Their labels.</param>
/// <param name="annotations">Their annotations.</param>
/// <param name="mode">How many of them.</param>
/// <param name="modeValue">The number that some modes take.</param>
internal sealed class ChaosSelector(
    string prefix,
    DataArray? namespaces,
    DataObject? labels,
    DataObject? annotations,
    string mode,
    string? modeValue
)
{
    private static readonly ImmutableArray<string> Modes = ["one", "all", "fixed", "fixed-percent", "random-max-percent"];

    /// <summary>Whether any pods are chosen.</summary>
    public bool IsGiven => Selectors.IsGiven(namespaces) || Selectors.IsGiven(labels) || Selectors.IsGiven(annotations);

    /// <summary>Whether any pods are chosen, or may be.</summary>
    public static bool MayBeGiven(KnownArguments arguments, string prefix)
    {
        string[] choosing = ["namespaces_selectors", "label_selectors", "annotations_selectors"];
        return choosing.Any(name => arguments.IsOpen(prefix + name) || Selectors.IsGiven(arguments.Value(prefix + name)));
    }

    /// <summary>Mode, value and selector as members of a spec, or of a target.</summary>
    /// <exception cref="KubernetesException">They can't be right, or lead into a namespace that is protected.</exception>
    public ImmutableArray<DataMember> Members(bool allowsProtected)
    {
        if (Problem(prefix, mode, modeValue) is { } problem)
        {
            throw new KubernetesException(problem.Message + ": " + problem.Remedy + ".");
        }

        if (Refusal(allowsProtected) is { } refusal)
        {
            throw new KubernetesException(refusal);
        }

        var selector = new List<DataMember>();
        Add("namespaces", namespaces is { Items.Length: > 0 } ? namespaces : null);
        Add("labelSelectors", labels is { Members.Length: > 0 } ? labels : null);
        Add("annotationSelectors", annotations is { Members.Length: > 0 } ? annotations : null);
        var members = ImmutableArray.Create<DataMember>(new("mode", mode), new("selector", new DataObject(selector)));
        return TakesValue(mode) ? members.Insert(1, new("value", modeValue!)) : members;

        void Add(string key, DataNode? what)
        {
            if (what is not null)
            {
                selector.Add(new(key, what));
            }
        }
    }

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments, string prefix)
    {
        var (mode, value) = (prefix + "mode", prefix + "mode_value");
        if (
            arguments.TryGet(mode, out string? how)
            && arguments.TryGet(value, out string? number)
            && Problem(prefix, how!, number) is { } problem
        )
        {
            yield return arguments.Error(Selectors.IsGiven(arguments.Value(value)) ? value : mode, problem.Message, problem.Remedy);
        }
    }

    private static (string Message, string Remedy)? Problem(string prefix, string mode, string? value)
    {
        if (!Modes.Contains(mode))
        {
            return ($"there is no mode '{mode}'", Suggestion.For(mode, Modes));
        }

        var most = mode == "fixed" ? int.MaxValue : 100;
        return
            TakesValue(mode)
            && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            ? (
                $"the mode '{mode}' takes a whole number from 1 {(most == 100 ? "to 100" : "on")} as {prefix}mode_value",
                $"give {prefix}mode_value"
            )
            : null;
    }

    private static bool TakesValue(string mode) => mode is "fixed" or "fixed-percent" or "random-max-percent";

    private string? Refusal(bool allowed) =>
        namespaces
            ?.Items.OfType<DataString>()
            .Select(ns => ProtectedNamespaces.Refusal(ns.Value, allowed))
            .FirstOrDefault(refusal => refusal is not null);
}
