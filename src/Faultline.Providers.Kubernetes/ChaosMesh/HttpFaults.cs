using System.Collections.Immutable;
using System.Text;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Functions;

namespace Faultline.Providers.Kubernetes.ChaosMesh;

/// <summary>What is done to the HTTP requests and responses of pods; ours, since the reference has none.</summary>
internal static class HttpFaults
{
    private const string Actions = "k8s.chaosmesh.http.actions";
    private const string Probes = "k8s.chaosmesh.http.probes";

    private static readonly ImmutableArray<string> Targets = ["Request", "Response"];

    private static readonly Parameter<string> Target = Parameter.Text("target", "What it is done to: Request or Response.", "Request");

    private static readonly Parameter<long> Port = Parameter.RequiredInteger("port", "The port that the pods listen on.");

    private static readonly Parameter<string?> Path = Parameter.OptionalText(
        "path",
        "Only paths like this one, in which * and ? stand for anything."
    );

    private static readonly Parameter<string?> Method = Parameter.OptionalText("method", "Only requests of this method.");

    private static readonly Parameter<long?> Code = Parameter.OptionalInteger(
        "code",
        "Only responses with this status; for target Response."
    );

    private static readonly Parameter<DataObject?> RequestHeaders = ChaosParameters.Pairs(
        "request_headers",
        "Only requests with these headers."
    );

    private static readonly Parameter<DataObject?> ResponseHeaders = ChaosParameters.Pairs(
        "response_headers",
        "Only responses with these headers; for target Response."
    );

    private static readonly Parameter<string> Delay = Parameter.Text("delay", "How late they come, such as '2s'.");

    private static readonly Parameter<string?> NewPath = Parameter.OptionalText("new_path", "The path that requests get.");

    private static readonly Parameter<string?> NewMethod = Parameter.OptionalText("new_method", "The method that requests get.");

    private static readonly Parameter<long?> NewCode = Parameter.OptionalInteger("new_code", "The status that responses get.");

    private static readonly Parameter<string?> NewBody = Parameter.OptionalText("new_body", "The body that they get, as a text.");

    private static readonly Parameter<DataObject?> NewQueries = ChaosParameters.Pairs("new_queries", "The parameters that requests get.");

    private static readonly Parameter<DataObject?> NewHeaders = ChaosParameters.Pairs("new_headers", "The headers that they get.");

    private static readonly Parameter<DataObject?> BodyPatch = Parameter.Mapping("body", "What is laid over a JSON body (a merge patch).");

    private static readonly Parameter<DataObject?> MoreQueries = ChaosParameters.Pairs("queries", "Parameters that requests get besides.");

    private static readonly Parameter<DataObject?> MoreHeaders = ChaosParameters.Pairs("headers", "Headers that they get besides.");

    private static readonly ImmutableArray<Parameter> OfRequests = [NewPath, NewMethod, NewQueries, MoreQueries];

    private static readonly ImmutableArray<Parameter> OfResponses = [Code, ResponseHeaders, NewCode];

    public static ImmutableArray<FunctionEntry> All { get; } =
    [
        Of("abort", "Breaks off connections of pods at their requests or responses.", [], _ => new("abort", true)),
        Of("delay", "Has requests or responses of pods come late.", [Delay], call => new("delay", GoDuration.Of("delay", call.Get(Delay)))),
        Of(
            "replace",
            "Has requests or responses of pods come as something else.",
            [NewPath, NewMethod, NewCode, NewBody, NewQueries, NewHeaders],
            call =>
                new(
                    "replace",
                    Effect(
                        Fault.Given(
                            ("path", Fault.Node(call.Get(NewPath))),
                            ("method", Fault.Node(call.Get(NewMethod))),
                            ("code", Fault.Node(call.Get(NewCode))),
                            (
                                "body",
                                Fault.Node(call.Get(NewBody) is { } text ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : null)
                            ),
                            ("queries", call.Get(NewQueries)),
                            ("headers", call.Get(NewHeaders))
                        )
                    )
                )
        ),
        Of(
            "patch",
            "Has requests or responses of pods come with something added.",
            [BodyPatch, MoreQueries, MoreHeaders],
            call =>
                new(
                    "patch",
                    Effect(
                        Fault.Given(
                            ("body", call.Get(BodyPatch) is { } body ? DataObject.Of(("type", "JSON"), ("value", body.ToString())) : null),
                            ("queries", Pairs(call.Get(MoreQueries))),
                            ("headers", Pairs(call.Get(MoreHeaders)))
                        )
                    )
                )
        ),
        Fault.Delete(Actions, "delete_http_fault", "a fault of HTTP", ChaosKind.Http),
        Fault.List(Probes, "get_http_faults", "faults of HTTP", ChaosKind.Http),
        Fault.Get(Probes, "get_http_fault", "a fault of HTTP", ChaosKind.Http),
    ];

    private static FunctionEntry Of(string name, string summary, ImmutableArray<Parameter> own, Func<KubernetesCall, DataMember> effect) =>
        FunctionEntry.Action(
            Actions,
            name,
            summary,
            [
                Fault.Name,
                Port,
                .. own,
                Common.Namespace,
                Target,
                Path,
                Method,
                Code,
                RequestHeaders,
                ResponseHeaders,
                .. ChaosSelector.Source.Choosing,
                .. ChaosSelector.Source.Counting,
                Fault.Duration,
                Fault.All,
            ],
            async (call, stop) => await Fault.CreateAsync(call, ChaosKind.Http, Spec(call, effect(call)), stop),
            Check
        );

    private static IEnumerable<DataMember> Spec(KubernetesCall call, DataMember effect) =>
        Problem(call.Get(Target), one => Selectors.IsGiven(call.Arguments[one.Declaration.Name])) is { } problem
            ? throw new KubernetesException($"{problem.Message}: {problem.Remedy}.")
            :
            [
                new("target", call.Get(Target)),
                new("port", call.Get(Port)),
                .. Fault
                    .Given(
                        ("path", Fault.Node(call.Get(Path))),
                        ("method", Fault.Node(call.Get(Method))),
                        ("code", Fault.Node(call.Get(Code))),
                        ("request_headers", call.Get(RequestHeaders)),
                        ("response_headers", call.Get(ResponseHeaders))
                    )
                    .Members,
                effect,
            ];

    private static DataObject Effect(DataObject given) =>
        given.Members.IsEmpty ? throw new KubernetesException("nothing is given that could be put in the place of anything.") : given;

    private static DataArray? Pairs(DataObject? pairs) =>
        pairs is null ? null : DataArray.Of(pairs.Members.Select(member => DataArray.Of([member.Key, member.Value])));

    private static IEnumerable<CallProblem> Check(CheckedArguments arguments)
    {
        if (arguments.TryGet(Target, out var target) && Problem(target, one => Selectors.IsGiven(arguments.Value(one))) is { } problem)
        {
            yield return arguments.Error(Target, problem.Message, problem.Remedy);
        }

        if (arguments.TryGet(Port, out var port) && port is < 1 or > 65535)
        {
            yield return arguments.Error(Port, $"there is no port {port}", "give 1 to 65535");
        }

        foreach (var other in Fault.Check(arguments))
        {
            yield return other;
        }
    }

    private static (string Message, string Remedy)? Problem(string target, Func<Parameter, bool> isGiven)
    {
        if (!Targets.Contains(target))
        {
            return ($"there is no target '{target}'", Suggestion.For(target, Targets));
        }

        var wrong = (target == "Request" ? OfResponses : OfRequests).FirstOrDefault(isGiven);
        return wrong is null
            ? null
            : ($"{wrong.Declaration.Name} has no meaning for the target {target}", "leave it out, or choose the other target");
    }
}
