using System.Collections.Concurrent;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Providers.Kubernetes.Access;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>"Who am I?" and "may I?", asked of a cluster: the only requests of a plan that are no GET, and they change nothing.</summary>
internal sealed class Reviews(KubernetesClient client)
{
    private const string AccessPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private const string SelfPath = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private readonly ConcurrentDictionary<string, PlannedRight> _rights = new(StringComparer.Ordinal);
    private string? _self;
    private bool _hasAsked;

    /// <summary>Whether a request is one of these.</summary>
    public static bool IsReview(ApiRequest request) => request.Method == HttpMethod.Post && request.RawPath is AccessPath or SelfPath;

    /// <summary>Who the server takes us for; null where it does not say.</summary>
    public async Task<string?> WhoAsync(CancellationToken stop)
    {
        if (_hasAsked)
        {
            return _self;
        }

        _hasAsked = true;
        try
        {
            var answer = await AskAsync(SelfPath, "authentication.k8s.io/v1", "SelfSubjectReview", DataObject.Empty, stop);
            _self = ((answer["status"] as DataObject)?["userInfo"] as DataObject)?.Text("username");
        }
        catch (Exception e) when (e is KubernetesException or ClusterAccessException)
        {
            // Servers before 1.28 have no such review; as whom we come stands in the kubeconfig.
        }

        return _self;
    }

    /// <summary>Whether we may do what a request does.</summary>
    public async Task<PlannedRight> MayAsync(ApiRequest request, CancellationToken stop)
    {
        var right = new PlannedRight(request.Verb, request.Permission, request.Namespace, null);
        var key = right.ToString();
        if (_rights.TryGetValue(key, out var known))
        {
            return known;
        }

        (string Key, string? Value)[] attributes =
        [
            ("verb", request.Verb),
            ("group", request.Type.Group),
            ("resource", request.Type.Plural),
            ("subresource", request.Subresource),
            ("namespace", request.Namespace),
        ];
        var spec = DataObject.Of(
            (
                "resourceAttributes",
                new DataObject(attributes.Where(one => one.Value is not null).Select(one => new DataMember(one.Key, one.Value!)))
            )
        );
        try
        {
            var answer = await AskAsync(AccessPath, "authorization.k8s.io/v1", "SelfSubjectAccessReview", spec, stop);
            var status = answer["status"] as DataObject;
            right = status?["allowed"] is DataBoolean allowed
                ? right with
                {
                    IsAllowed = allowed.Value,
                    Reason = allowed.Value ? null : status.Text("reason"),
                }
                : right with
                {
                    Reason = "the server did not answer the question",
                };
        }
        catch (Exception e) when (e is KubernetesException or ClusterAccessException)
        {
            right = right with { Reason = client.Redact(e.Message) };
        }

        _rights[key] = right;
        return right;
    }

    private async Task<DataObject> AskAsync(string path, string version, string kind, DataObject spec, CancellationToken stop)
    {
        using var deadline = new Deadline(KubernetesClient.DefaultDeadline, client.Transport.Time, stop);
        var body = DataObject.Of(("apiVersion", version), ("kind", kind), ("metadata", DataObject.Empty), ("spec", spec));
        return await client.Transport.SendForObjectAsync(
            new ApiRequest
            {
                Method = HttpMethod.Post,
                Verb = "create",
                Type = ResourceType.Namespaces,
                RawPath = path,
                Body = body,
            },
            deadline
        );
    }
}
