using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>A pod's container to the process that stands for it.</summary>
internal sealed class ContainerLaunch(LabFile file, IReadOnlyDictionary<string, string> hostVariables, ServiceDirectory services)
{
    private static readonly HashSet<string> Passed = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];

    /// <summary>The first port of the container; null where it has none.</summary>
    public static int? PortOf(DataObject pod) =>
        pod.ItemsAt("spec", "containers")[0].ItemsAt("ports") is [var first, ..] ? (int?)first.NumberAt("containerPort") : null;

    /// <summary>What to start.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The port that the process should listen on; null where the container has none.</param>
    /// <param name="log">Takes what it writes.</param>
    /// <exception cref="ContainerSpecException">The container asks for what the lab doesn't have.</exception>
    public ProcessSpec Of(DataObject pod, int? port, PodLog log)
    {
        var container = pod.ItemsAt("spec", "containers")[0];
        var image = container.TextAt("image") ?? "";
        if (!file.Programs.TryGetValue(image, out var program))
        {
            throw new ContainerSpecException("ErrImagePull", $"the lab has no program for the image '{image}'; name one under 'programs'");
        }

        string[] command = [.. Texts(container.ItemsAt("command"))];
        return new ProcessSpec
        {
            Path = command.Length > 0 ? Find(command[0]) : program.Path,
            Arguments = [.. command.Length > 0 ? command.Skip(1) : program.Arguments, .. Texts(container.ItemsAt("args"))],
            Environment = Variables(pod, container, program, port),
            StandardOutput = log.Output,
            StandardError = log.Error,
        };
    }

    /// <summary>What to start beside a container's own process.</summary>
    /// <param name="main">What the container's own process was started from.</param>
    /// <param name="inside">What is asked for.</param>
    /// <exception cref="ContainerSpecException">There is no such program.</exception>
    public ProcessSpec Inside(ProcessSpec main, InsideProcess inside) =>
        new()
        {
            Path = Find(inside.Command[0]),
            Name = inside.Command[0],
            Arguments = [.. inside.Command.Skip(1)],
            Environment = inside.Terminal is null
                ? main.Environment
                : new Dictionary<string, string>(main.Environment, StringComparer.Ordinal) { ["TERM"] = "xterm" },
            WorkingDirectory = main.WorkingDirectory,
            StandardOutput = inside.StandardOutput,
            StandardError = inside.StandardError,
            TakesInput = inside.TakesInput,
            Terminal = inside.Terminal,
        };

    private string Find(string program) =>
        ProgramFinder.Find(program, hostVariables.GetValueOrDefault("PATH"))
        ?? throw new ContainerSpecException("RunContainerError", $"the command '{program}' is not on this machine");

    private Dictionary<string, string> Variables(DataObject pod, DataNode container, LabProgram program, int? port)
    {
        var inNamespace = pod.Namespace();
        var variables = hostVariables
            .Where(pair => Passed.Contains(pair.Key) || pair.Key.StartsWith("DOTNET_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        Add(variables, services.Variables(inNamespace));
        Add(variables, program.Environment);
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(own, container.ItemsAt("env").Select(entry => KeyValuePair.Create(entry.TextAt("name") ?? "", ValueOf(pod, entry))));
        Add(variables, services.Resolve(own, inNamespace));
        variables["POD_IP"] = pod.TextAt("status", "podIP") ?? "";
        variables["POD_NAME"] = pod.Name();
        variables["POD_NAMESPACE"] = inNamespace;
        if (port is { } number)
        {
            variables["PORT"] = number.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }

    private static string ValueOf(DataObject pod, DataNode entry)
    {
        if (entry.At("valueFrom") is null)
        {
            return entry.TextAt("value") ?? "";
        }

        var field = entry.TextAt("valueFrom", "fieldRef", "fieldPath");
        return field switch
        {
            "metadata.name" or "metadata.namespace" or "metadata.uid" or "spec.nodeName" or "status.podIP" or "status.hostIP" => pod.TextAt(
                field.Split('.')
            ) ?? "",
            _ => throw new ContainerSpecException(
                "CreateContainerConfigError",
                $"the variable '{entry.TextAt("name")}' comes from what the lab does not have; give it a value"
            ),
        };
    }

    private static void Add(Dictionary<string, string> variables, IEnumerable<KeyValuePair<string, string>> more)
    {
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }
    }

    private static IEnumerable<string> Texts(IReadOnlyList<DataNode> items) => items.OfType<DataString>().Select(item => item.Value);
}
