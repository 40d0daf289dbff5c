using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Which pods a fault is for, and how many of them.</summary>
/// <param name="prefix">What the names of the arguments begin with: "" for the pods themselves, <c>target_</c> for their peers.</param>
internal sealed class ChaosSelector(string prefix)
{
    private static readonly ImmutableArray<string> Modes = ["one", "all", "fixed", "fixed-percent", "random-max-percent"];

    /// <summary>The pods that a fault is injected into.</summary>
    public static ChaosSelector Source { get; } = new("");

    /// <summary>The pods at the other end.</summary>
    public static ChaosSelector Target { get; } = new("target_");

    private Parameter<DataArray?> Namespaces { get; } =
        ChaosParameters.Names(prefix + "namespaces_selectors", "Namespaces of the pods; left out, the fault's own.");

    private Parameter<DataObject?> Labels { get; } = ChaosParameters.Pairs(prefix + "label_selectors", "Labels of the pods.");

    private Parameter<DataObject?> Annotations { get; } =
        ChaosParameters.Pairs(prefix + "annotations_selectors", "Annotations of the pods.");

    private Parameter<string> Mode { get; } =
        Parameter.Text(prefix + "mode", "How many of the pods: one, all, fixed, fixed-percent or random-max-percent.", "one");

    private Parameter<string?> ModeValue { get; } =
        ChaosParameters.Amount(prefix + "mode_value", "For the last three modes: how many pods, or how many percent of them.");

    /// <summary>The arguments that choose pods.</summary>
    public ImmutableArray<Parameter> Choosing => [Namespaces, Labels, Annotations];

    /// <summary>The arguments that say how many.</summary>
    public ImmutableArray<Parameter> Counting => [Mode, ModeValue];

    /// <summary>Whether any pods are chosen.</summary>
    public bool IsGiven(KubernetesCall call) => Choosing.Any(one => Selectors.IsGiven(call.Arguments[one.Declaration.Name]));

    /// <summary>Whether any pods are chosen, or may be.</summary>
    public bool MayBeGiven(CheckedArguments arguments) =>
        Choosing.Any(one => arguments.IsOpen(one) || Selectors.IsGiven(arguments.Value(one)));

    /// <summary>Mode, value and selector as members of a spec, or of a target.</summary>
    /// <exception cref="KubernetesException">They can't be right, or lead into a namespace that is protected.</exception>
    public ImmutableArray<DataMember> Members(KubernetesCall call)
    {
        var (mode, value) = (call.Get(Mode), call.Get(ModeValue));
        if (Problem(mode, value) is { } problem)
        {
            throw new KubernetesException(problem.Message + ": " + problem.Remedy + ".");
        }

        var namespaces = call.Get(Namespaces);
        if (Refusal(namespaces, call.AllowsProtectedNamespaces) is { } refusal)
        {
            throw new KubernetesException(refusal);
        }

        var selector = new List<DataMember>();
        Add("namespaces", namespaces is { Items.Length: > 0 } ? namespaces : null);
        Add("labelSelectors", call.Get(Labels) is { Members.Length: > 0 } labels ? labels : null);
        Add("annotationSelectors", call.Get(Annotations) is { Members.Length: > 0 } annotations ? annotations : null);
        var members = ImmutableArray.Create<DataMember>(new("mode", mode), new("selector", new DataObject(selector)));
        return TakesValue(mode) ? members.Insert(1, new("value", value!)) : members;

        void Add(string key, DataNode? what)
        {
            if (what is not null)
            {
                selector.Add(new(key, what));
            }
        }
    }

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Mode, out var mode) && arguments.TryGet(ModeValue, out var value) && Problem(mode, value) is { } problem)
        {
            Parameter about = Selectors.IsGiven(arguments.Value(ModeValue)) ? (Parameter)ModeValue : Mode;
            yield return arguments.Error(about, problem.Message, problem.Remedy);
        }
    }

    private (string Message, string Remedy)? Problem(string mode, string? value)
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
                $"the mode '{mode}' takes a whole number from 1 {(most == 100 ? "to 100" : "on")} as {ModeValue.Declaration.Name}",
                $"give {ModeValue.Declaration.Name}"
            )
            : null;
    }

    private static bool TakesValue(string mode) => mode is "fixed" or "fixed-percent" or "random-max-percent";

    private static string? Refusal(DataArray? namespaces, bool allowed) =>
        namespaces
            ?.Items.OfType<DataString>()
            .Select(ns => ProtectedNamespaces.Refusal(ns.Value, allowed))
            .FirstOrDefault(refusal => refusal is not null);
}
