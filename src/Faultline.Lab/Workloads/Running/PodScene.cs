using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads.Running;

/// <summary>What the containers of one pod share.</summary>
internal sealed record PodScene
{
    public required ObjectKey Key { get; init; }

    public required string Uid { get; init; }

    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    public required PodRunContext Context { get; init; }

    public required PodFolder Folder { get; init; }

    /// <summary>Fires when the pod is to end.</summary>
    public required CancellationToken Ending { get; init; }

    /// <summary>How long its containers may take then.</summary>
    public required Func<TimeSpan> Grace { get; init; }

    /// <summary>Told when the situation of a container is another one.</summary>
    public required Action Changed { get; init; }

    /// <summary>Whether the node went down: nobody is left who would say anything about the pod.</summary>
    public required Func<bool> IsAbandoned { get; init; }

    /// <summary>The pod as it is now.</summary>
    /// <exception cref="OperationCanceledException">It is no more.</exception>
    public DataObject Pod() =>
        Context.Store.Get(Key) is { } pod && pod.Uid() == Uid ? pod : throw new OperationCanceledException("The pod is no more.", Ending);

    public void Normal(string reason, string message, string? container = null)
    {
        if (!IsAbandoned() && Context.Store.Get(Key) is { } pod)
        {
            Context.Events.Normal(EventSource.Kubelet(Node), pod, reason, message, container);
        }
    }

    public void Warning(string reason, string message, string? container = null)
    {
        if (!IsAbandoned() && Context.Store.Get(Key) is { } pod)
        {
            Context.Events.Warning(EventSource.Kubelet(Node), pod, reason, message, container);
        }
    }
}
