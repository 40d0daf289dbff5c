using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What the functions on packets have in common.</summary>
internal static class Packets
{
    /// <summary>Creates a fault that does something to packets.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">The fault's name.</param>
    /// <param name="ns">The namespace that it stands in.</param>
    /// <param name="pods">The pods whose packets they are.</param>
    /// <param name="target">Which of their packets.</param>
    /// <param name="duration">How long it lasts; null until it is deleted.</param>
    /// <param name="action">What is done, as Chaos Mesh calls it.</param>
    /// <param name="effect">How.</param>
    /// <param name="stop">Asks to end now.</param>
    public static Task<DataObject> CreateAsync(
        KubernetesCall call,
        string name,
        string ns,
        SourcePods pods,
        TargetPods target,
        string? duration,
        string action,
        DataObject effect,
        CancellationToken stop
    )
    {
        var hasExternal = target.ExternalTargets is { Items.Length: > 0 };
        if (NetworkChecks.Problem(target.Direction, target.Selector.IsGiven, hasExternal) is { } problem)
        {
            throw new KubernetesException($"{problem.Message}: {problem.Remedy}.");
        }

        List<DataMember> spec = [new("action", action), new("direction", target.Direction), new(action, effect)];
        if (hasExternal)
        {
            spec.Add(new("externalTargets", target.ExternalTargets!));
        }

        if (target.Selector.IsGiven)
        {
            spec.Add(new("target", new DataObject(target.Selector.Members(call.AllowsProtectedNamespaces))));
        }

        return new Fault(call, ChaosKind.Network, name, ns).CreateAsync(pods, spec, duration, stop);
    }

    /// <summary>An argument without which nothing would be done.</summary>
    public static string Needed(string name, string? value) =>
        string.IsNullOrEmpty(value) ? throw new KubernetesException($"{name} is not given: there is nothing to do to the packets.") : value;

    /// <summary>A length of time that may be absent.</summary>
    public static DataNode? Length(string name, string? text) => Fault.Node(text is { Length: > 0 } ? GoDuration.Of(name, text) : null);

    /// <summary>A whole number that may be absent.</summary>
    public static DataNumber? Number(string name, string? text) =>
        text is not { Length: > 0 } ? null
        : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? DataNumber.From(number)
        : throw new KubernetesException($"{name} '{text}' is not a whole number.");
}
