using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>A way to run a command in a container of a pod. The API has two: over WebSockets, and over SPDY.</summary>
internal interface IExecChannel
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="request">The command.</param>
    /// <param name="deadline">When to give up; the command may then still be running.</param>
    /// <exception cref="KubernetesException">It could not be run, or nobody knows how it ended.</exception>
    Task<ExecAnswer> RunAsync(ExecRequest request, Deadline deadline);
}
