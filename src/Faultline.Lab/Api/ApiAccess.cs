using Faultline.Abstractions.Data;
using Faultline.Lab.Files;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Nodes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Who may ask, and the lab's own paths beside those of Kubernetes: its status, its nodes, its end.</summary>
internal sealed class ApiAccess(AccountTokens tokens, Func<LabStatus> status, NodeLifecycle nodes, Action requestStop)
{
    public const string StatusPath = "/lab/status";
    public const string StopPath = "/lab/stop";
    public const string NodesPath = "/lab/nodes/";

    private const string Scheme = "Bearer ";

    /// <summary>Who sent the request.</summary>
    /// <exception cref="KubernetesException">The request does not carry a token of the lab.</exception>
    public LabUser Require(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        return given.StartsWith(Scheme, StringComparison.Ordinal) && tokens.UserOf(given[Scheme.Length..]) is { } user
            ? user
            : throw new KubernetesException(401, "Unauthorized", "Unauthorized");
    }

    /// <summary>The answer where the request is for one of the lab's own paths; otherwise null.</summary>
    /// <exception cref="KubernetesException">The method is wrong.</exception>
    public DataObject? Answer(HttpRequest request)
    {
        switch (request.Path.Value, request.Method)
        {
            case (StatusPath, "GET"):
                return LabStatusText.Write(status());
            case (StopPath, "POST"):
                // Once the answer is out: the end of the lab is the end of its connections too.
                request.HttpContext.Response.OnCompleted(() =>
                {
                    requestStop();
                    return Task.CompletedTask;
                });
                return DataObject.Of(("stopping", true));
            case ({ } path, "POST") when path.StartsWith(NodesPath, StringComparison.Ordinal):
                return ChangeNode(path[NodesPath.Length..].Split('/'));
            case (StatusPath or StopPath, _):
                throw KubernetesException.MethodNotAllowed();
            default:
                return null;
        }
    }

    private DataObject ChangeNode(string[] words)
    {
        try
        {
            switch (words)
            {
                case [var name, "kill"]:
                    nodes.Kill(Uri.UnescapeDataString(name));
                    break;
                case [var name, "start"]:
                    nodes.Start(Uri.UnescapeDataString(name));
                    break;
                default:
                    throw KubernetesException.NoSuchPath();
            }

            return DataObject.Of(("done", true));
        }
        catch (LabException e)
        {
            throw new KubernetesException(409, "Conflict", e.Message);
        }
    }
}
