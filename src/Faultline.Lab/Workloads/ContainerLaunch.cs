using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads.Running;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads;

/// <summary>A container to the process that stands for it.</summary>
internal sealed class ContainerLaunch(
    LabFile file,
    IReadOnlyDictionary<string, string> hostVariables,
    ServiceDirectory services,
    ContainerVariables variables
)
{
    /// <summary>What to start.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's part of its spec.</param>
    /// <param name="folder">The pod's files.</param>
    /// <param name="log">Takes what it writes.</param>
    /// <exception cref="ContainerSpecException">The container asks for what the lab doesn't have.</exception>
    public ContainerStart Of(DataObject pod, DataObject container, PodFolder folder, PodLog log)
    {
        var image = container.Text("image") ?? "";
        if (!file.Programs.TryGetValue(image, out var program))
        {
            throw new ContainerSpecException("ErrImagePull", $"the lab has no program for the image '{image}'; name one under 'programs'");
        }

        var root = folder.RootOf(container.Text("name") ?? "");
        var environment = variables.Of(pod, container, root);
        var rewrite = ContainerMounts.Rewriting(container, root);
        string Real(string word) => rewrite(services.Rewrite(Expansion.Of(word, environment), pod.Namespace()));

        string[] command = [.. container.WordsAt("command").Select(Real)];
        string[] arguments = [.. container.WordsAt("args").Select(Real)];
        if (command.Length == 0)
        {
            // As with an image that has no entry point, the arguments are the whole command then.
            command = program.Path.Length > 0 ? [program.Path, .. program.Arguments] : [];
        }

        string[] line = [.. command, .. arguments];
        if (line.Length == 0)
        {
            throw new ContainerSpecException("RunContainerError", $"neither the container nor the program of '{image}' has a command");
        }

        var spec = new ProcessSpec
        {
            Path = Find(line[0]),
            Name = line[0],
            Arguments = line[1..],
            Environment = environment,
            WorkingDirectory = FolderOf(container, program, root, rewrite),
            StandardOutput = log.Output,
            StandardError = log.Error,
        };
        return new ContainerStart(spec, rewrite);
    }

    /// <summary>What to start beside a container's own process.</summary>
    /// <param name="main">What the container's own process was started from.</param>
    /// <param name="inside">What is asked for.</param>
    /// <exception cref="ContainerSpecException">There is no such program.</exception>
    public ProcessSpec Inside(ContainerStart main, InsideProcess inside) =>
        new()
        {
            Path = Find(main.Rewrite(inside.Command[0])),
            Name = inside.Command[0],
            Arguments = [.. inside.Command.Skip(1).Select(main.Rewrite)],
            Environment = inside.Terminal is null
                ? main.Spec.Environment
                : new Dictionary<string, string>(main.Spec.Environment, StringComparer.Ordinal) { ["TERM"] = "xterm" },
            WorkingDirectory = main.Spec.WorkingDirectory,
            StandardOutput = inside.StandardOutput,
            StandardError = inside.StandardError,
            TakesInput = inside.TakesInput,
            Terminal = inside.Terminal,
        };

    private static string FolderOf(DataObject container, LabProgram program, string root, Func<string, string> rewrite)
    {
        if (container.Text("workingDir") is not { Length: > 0 } wanted)
        {
            return program.Folder ?? root;
        }

        var folder = rewrite(wanted);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        // A folder of the image, which this machine does not have.
        return Directory.CreateDirectory(Path.Combine(root, wanted.TrimStart('/'))).FullName;
    }

    private string Find(string program) =>
        ProgramFinder.Find(program, hostVariables.GetValueOrDefault("PATH"))
        ?? throw new ContainerSpecException("RunContainerError", $"the command '{program}' is not on this machine");
}
