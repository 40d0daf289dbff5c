using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>One change that a function would make.</summary>
/// <param name="Change">What it writes down beforehand.</param>
internal sealed record RehearsedChange(ChangeRecord Change)
{
    /// <summary>The request that would make it; null where it is made in another way, as a command in a pod is.</summary>
    public ApiRequest? Request { get; init; }
}

/// <summary>
/// What a function does when it is called against a cluster that takes changes for made without making them: its own code chooses,
/// so that plan and run can't differ.
/// </summary>
internal sealed class Rehearsal : IChangeRecorder
{
    private readonly List<RehearsedChange> _changes = [];
    private readonly List<ApiRequest> _requests = [];

    /// <summary>What it would change, in order.</summary>
    public IReadOnlyList<RehearsedChange> Changes => _changes;

    /// <summary>What it asked the server, or would.</summary>
    public IReadOnlyList<ApiRequest> Requests => _requests;

    /// <summary>Whether the server could not be asked something, or refused to say.</summary>
    public bool HasFailedToLook { get; private set; }

    public void Record(ChangeRecord change) => _changes.Add(new RehearsedChange(change));

    public void Looked(ApiRequest request) => _requests.Add(request);

    public void FailedToLook() => HasFailedToLook = true;

    /// <summary>A request that would change something arrived.</summary>
    public void Wrote(ApiRequest request)
    {
        _requests.Add(request);
        var name = request.Name ?? NameIn(request.Body);
        var at = _changes.FindIndex(one => one.Request is null && one.Change.Name == name);
        if (at >= 0)
        {
            _changes[at] = _changes[at] with { Request = request };
        }
    }

    private static string? NameIn(DataNode? body) => ((body as DataObject)?["metadata"] as DataObject)?.Text("name");
}
