using System.CommandLine;
using Faultline.Lab;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline lab run|up|status|logs|node|down</c>: the cloud on one machine.</summary>
internal static class LabCommand
{
    // Who waits for one reason is rarely alone.
    private const int MostNamed = 10;

    /// <summary>How long a lab may take to come up, or to go.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create(GlobalOptions globals, Terminal terminal) =>
        new("lab", "A small cloud on this machine: real processes behind a Kubernetes API.")
        {
            LabRunCommand.Create(globals, terminal),
            LabUpCommand.Create(globals, terminal),
            LabUpCommand.CreateSupervisor(globals, terminal),
            LabLookCommands.Status(globals, terminal),
            LabLookCommands.Logs(globals, terminal),
            LabNodeCommands.Create(globals, terminal),
            LabLookCommands.Down(globals, terminal),
        };

    /// <summary>Starts a lab in this process and waits until it can be used.</summary>
    public static async Task<LabCluster> StartAsync(
        LabFile file,
        string folder,
        ProcessStarter starter,
        Terminal terminal,
        CancellationToken stop
    )
    {
        LabCluster lab;
        try
        {
            lab = await LabCluster.StartAsync(
                file,
                new LabOptions { Folder = folder, Environment = terminal.Environment },
                starter,
                terminal.Time,
                stop
            );
        }
        catch (LabException e)
        {
            throw new UserException(e.Message);
        }

        using var deadline = new CancellationTokenSource(Patience, terminal.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            await lab.WaitUntilReadyAsync(either.Token);
            return lab;
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            var waiting = lab.Status()
                .Pods.Where(pod => !pod.IsReady)
                .Select(pod => $"\n  {pod.Name}: {pod.Phase} {pod.Waiting}".TrimEnd())
                .ToList();
            var more = waiting.Count > MostNamed ? $"\n  and {waiting.Count - MostNamed} more" : "";
            await lab.DisposeAsync();
            stop.ThrowIfCancellationRequested();
            throw new UserException(
                $"The lab was not ready after {Patience.TotalSeconds:0} s.{string.Concat(waiting.Take(MostNamed))}{more}"
            );
        }
    }

    /// <summary>Which lab a command is about.</summary>
    public static Argument<string> LabArgument() =>
        new("LAB") { Description = "greeting, the lab that comes with Faultline, or a lab file." };

    /// <summary>Where a lab that stays up keeps its files.</summary>
    public static string Folder(GlobalOptions globals, ParseResult parsed, Terminal terminal, string name) =>
        Path.Combine(globals.State(parsed, terminal), "labs", name);

    /// <summary>The lab of that name or file.</summary>
    public static LabFile FileOf(string lab, GreetingOptions options)
    {
        if (lab == GreetingLab.Name)
        {
            try
            {
                return GreetingLab.Create(options, OwnProgram.GreetingSample());
            }
            catch (LabException e)
            {
                throw new UserException(e.Message);
            }
        }

        if (!File.Exists(lab))
        {
            throw new UserException($"There is no lab '{lab}': give 'greeting' or the path of a lab file.");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(lab))!;
        return LabFileText.TryRead(File.ReadAllText(lab), folder, out var file, out var problems)
            ? file
            : throw new UserException(string.Join('\n', problems.Select(problem => $"{Place(lab, problem)}: {problem.Text}")));
    }

    private static string Place(string lab, LabFileProblem problem)
    {
        var file = problem.File is { } other and not "manifests" ? Path.Combine(Path.GetDirectoryName(lab) ?? "", other) : lab;
        return file + (problem.File == "manifests" ? " (manifests)" : "") + (problem.Position is { } at ? ":" + at : "");
    }

    /// <summary>What a command in the lab finds in its environment.</summary>
    public static Dictionary<string, string> Variables(LabCluster cluster, LabFile file)
    {
        var variables = new Dictionary<string, string> { ["KUBECONFIG"] = cluster.KubeconfigPath };
        if (file.Name == GreetingLab.Name)
        {
            variables["WEBAPP_URL"] = cluster.ServiceUrl(GreetingLab.EntryService).ToString();
        }

        return variables;
    }

    /// <summary>Talks to a lab that is up.</summary>
    public static LabClient Client(GlobalOptions globals, ParseResult parsed, Terminal terminal, string lab) =>
        ReadState(Folder(globals, parsed, terminal, lab)) is { IsRunning: true } state
            ? new LabClient(state)
            : throw new UserException($"The lab '{lab}' is not up. 'faultline lab up {lab}' brings it up.");

    /// <summary>What a lab left in its folder; null where there is nothing.</summary>
    public static LabState? ReadState(string folder)
    {
        try
        {
            return LabState.Read(folder);
        }
        catch (LabException e)
        {
            throw new UserException(e.Message);
        }
    }

    /// <summary>An answer of a lab; what it complains of is for the user.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (LabException e)
        {
            throw new UserException(e.Message);
        }
    }
}
