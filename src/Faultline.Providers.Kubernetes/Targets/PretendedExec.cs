using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;
using Faultline.Providers.Kubernetes.Exec;

namespace Faultline.Providers.Kubernetes.Targets;

/// <summary>Runs no command, and says that it went well.</summary>
internal sealed class PretendedExec(Rehearsal rehearsal) : IExecChannel
{
    private static readonly ExecAnswer Success = new("", "", DataObject.Of(("status", "Success")));

    public Task<ExecAnswer> RunAsync(ExecRequest request, Deadline deadline)
    {
        rehearsal.Wrote(
            new ApiRequest
            {
                Method = HttpMethod.Post,
                Verb = "create",
                Type = ResourceType.Pods,
                Namespace = request.Namespace,
                Name = request.Pod,
                Subresource = "exec",
            }
        );
        return Task.FromResult(Success);
    }
}
