using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Streaming;

/// <summary>What a request for exec or attach asks for.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Command">The program and its arguments; empty for attach.</param>
internal sealed record ConsoleRequest(string Container, IReadOnlyList<string> Command)
{
    private static readonly string[] Specs = ["containers", "initContainers", "ephemeralContainers"];
    private static readonly string[] Statuses = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"];

    /// <summary>Whether the client will send input.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether the client wants standard output.</summary>
    public bool HasOutput { get; init; }

    /// <summary>Whether the client wants standard error apart from it.</summary>
    public bool HasError { get; init; }

    /// <summary>Whether the program gets a terminal.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>Reads the query.</summary>
    /// <exception cref="KubernetesException">It can't be done.</exception>
    public static ConsoleRequest Of(DataObject pod, IQueryCollection query, bool needsCommand)
    {
        string[] command = [.. query["command"].OfType<string>()];
        if (needsCommand && (command.Length == 0 || command[0].Length == 0))
        {
            throw KubernetesException.BadRequest("you must specify at least one word of a command for the container");
        }

        var hasTerminal = Flag(query, "tty");
        var request = new ConsoleRequest(ContainerOf(pod, query["container"].ToString()), command)
        {
            HasInput = Flag(query, "stdin"),
            HasOutput = Flag(query, "stdout"),
            // A terminal has one output.
            HasError = Flag(query, "stderr") && !hasTerminal,
            HasTerminal = hasTerminal,
        };
        return request.HasInput || request.HasOutput || request.HasError
            ? request
            : throw KubernetesException.BadRequest("you must specify at least 1 of stdin, stdout, stderr");
    }

    /// <summary>Whether the container runs.</summary>
    public bool IsRunning(DataObject pod) =>
        Statuses
            .SelectMany(list => pod.ItemsAt("status", list))
            .Any(status => status.TextAt("name") == Container && status.At("state", "running") is not null);

    private static string ContainerOf(DataObject pod, string name)
    {
        string[] names = [.. pod.ItemsAt("spec", "containers").Select(container => container.TextAt("name") ?? "")];
        return name.Length == 0 && names.Length == 1 ? names[0]
            : name.Length == 0
                ? throw KubernetesException.BadRequest(
                    $"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', names)}]"
                )
            : Specs.SelectMany(list => pod.ItemsAt("spec", list)).Any(container => container.TextAt("name") == name) ? name
            : throw KubernetesException.BadRequest($"container {name} is not valid for pod {pod.Name()}");
    }

    // As Kubernetes reads them: whatever is said, short of a no, is a yes. Python's client says "True".
    private static bool Flag(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.ToString().ToLowerInvariant() is not ("false" or "0");
}
