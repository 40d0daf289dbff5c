using System.Collections.Immutable;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;
using Suggestion = Faultline.Providers.Kubernetes.Functions.Suggestion;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>Which requests or responses a fault is for, and how long.</summary>
/// <param name="Port">The port that the pods listen on.</param>
/// <param name="Target">What it is done to: Request or Response.</param>
/// <param name="Path">Only paths like this one, in which * and ? stand for anything.</param>
/// <param name="Method">Only requests of this method.</param>
/// <param name="Code">Only responses with this status; for target Response.</param>
/// <param name="RequestHeaders">Only requests with these headers. An object, or a string as 'app=web,tier=front'.</param>
/// <param name="ResponseHeaders">Only responses with these headers; for target Response. An object, or a string as 'app=web,tier=front'.</param>
/// <param name="Duration">How long it lasts, such as '30s'; left out, until it is deleted.</param>
[Arguments]
internal sealed record HttpMessages(
    long Port,
    string Target = "Request",
    string? Path = null,
    string? Method = null,
    long? Code = null,
    [Reads<Pairs>] DataObject? RequestHeaders = null,
    [Reads<Pairs>] DataObject? ResponseHeaders = null,
    string? Duration = null
)
{
    private static readonly ImmutableArray<string> Targets = ["Request", "Response"];

    private static readonly ImmutableArray<string> OfRequests = ["new_path", "new_method", "new_queries", "queries"];

    private static readonly ImmutableArray<string> OfResponses = ["code", "response_headers", "new_code"];

    /// <summary>The members of a spec that say which.</summary>
    /// <param name="arguments">The arguments as they were given.</param>
    /// <exception cref="KubernetesException">They contradict each other.</exception>
    public IEnumerable<DataMember> Members(DataObject arguments) =>
        Problem(Target, name => Selectors.IsGiven(arguments[name])) is { } problem
            ? throw new KubernetesException($"{problem.Message}: {problem.Remedy}.")
            :
            [
                new("target", Target),
                new("port", Port),
                .. Fault
                    .Given(
                        ("path", Fault.Node(Path)),
                        ("method", Fault.Node(Method)),
                        ("code", Fault.Node(Code)),
                        ("request_headers", RequestHeaders),
                        ("response_headers", ResponseHeaders)
                    )
                    .Members,
            ];

    /// <summary>What is wrong with the arguments, as far as it is known before the run.</summary>
    public static IEnumerable<CallProblem> Check(KnownArguments arguments)
    {
        if (
            arguments.TryGet("target", out string? target)
            && Problem(target!, name => Selectors.IsGiven(arguments.Value(name))) is { } problem
        )
        {
            yield return arguments.Error("target", problem.Message, problem.Remedy);
        }

        if (arguments.TryGet("port", out long port) && port is < 1 or > 65535)
        {
            yield return arguments.Error("port", $"there is no port {port}", "give 1 to 65535");
        }

        foreach (var other in Fault.Check(arguments))
        {
            yield return other;
        }
    }

    private static (string Message, string Remedy)? Problem(string target, Func<string, bool> isGiven)
    {
        if (!Targets.Contains(target))
        {
            return ($"there is no target '{target}'", Suggestion.For(target, Targets));
        }

        var wrong = (target == "Request" ? OfResponses : OfRequests).FirstOrDefault(isGiven);
        return wrong is null ? null : ($"{wrong} has no meaning for the target {target}", "leave it out, or choose the other target");
    }
}
