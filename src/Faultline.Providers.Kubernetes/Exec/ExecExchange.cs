using Faultline.Abstractions.Data;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>What the ways to run a command have in common: how it is asked for, and what its end means.</summary>
internal static class ExecExchange
{
    public static ApiRequest RequestOf(ExecRequest request, HttpMethod method, string verb) =>
        new()
        {
            Method = method,
            Verb = verb,
            Type = ResourceType.Pods,
            Namespace = request.Namespace,
            Name = request.Pod,
            Subresource = "exec",
            Query =
            [
                new("container", request.Container),
                .. request.Command.Select(word => KeyValuePair.Create("command", word)),
                new("stdin", "false"),
                new("stdout", "true"),
                new("stderr", "true"),
                new("tty", "false"),
            ],
        };

    /// <exception cref="KubernetesException">Nobody said how the command ended.</exception>
    public static ExecAnswer AnswerOf(ApiRequest request, ExecOutput stdout, ExecOutput stderr, ExecOutput status) =>
        new(stdout.Text, stderr.Text, StatusOf(request, status.Text)) { IsCut = stdout.IsCut || stderr.IsCut };

    public static KubernetesException TooLong(ApiRequest request, Deadline deadline) =>
        new($"cannot {request}: the command did not end within {deadline.Length.TotalSeconds:0} s. It may still be running in the pod.");

    private static DataObject StatusOf(ApiRequest request, string text)
    {
        try
        {
            return JsonText.Parse(text) as DataObject ?? throw Unknown(request);
        }
        catch (DataSyntaxException)
        {
            throw Unknown(request);
        }
    }

    private static KubernetesException Unknown(ApiRequest request) =>
        new($"cannot {request}: the connection ended before anybody said how the command ended. It may still be running in the pod.");
}
