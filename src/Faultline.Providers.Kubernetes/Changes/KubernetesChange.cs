using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Changes;

/// <summary>A change of a cluster on its way.</summary>
/// <param name="Type">What kind of object is changed.</param>
internal sealed record KubernetesChange(ResourceType Type)
{
    /// <summary>What is written down before it is made.</summary>
    public required ChangeRecord Record { get; init; }

    /// <summary>What is left of the object by it, as the server answers, secrets included; null where nothing is.</summary>
    public Func<DataObject, DataObject>? After { get; init; }

    /// <summary>Keeps in mind what was made: the answer, and what is left by it.</summary>
    public Action<DataObject, DataObject?> Remember { get; init; } = (_, _) => { };
}
