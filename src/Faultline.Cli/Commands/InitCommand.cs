using System.Collections.Immutable;
using System.CommandLine;
using Faultline.Abstractions.Data;
using Faultline.Cli.Initialization;
using Faultline.Cli.Rendering;
using Faultline.Documents;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Hosting;
using Faultline.Hosting.Discovery;
using Faultline.Hosting.Notifications;
using Faultline.Lab.Greeting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline init</c>: a new experiment, by questions, or proposed from what is there.</summary>
internal static class InitCommand
{
    private sealed class Options
    {
        public Option<string> Discovery { get; } =
            new("--discovery-path")
            {
                Description = "A discovery whose functions can be chosen too, where there is one.",
                HelpName = "PATH",
                DefaultValueFactory = _ => "./discovery.json",
            };

        public Option<string> Experiment { get; } =
            new("--experiment-path")
            {
                Description = "Where the experiment is written: .json, .yaml or .yml.",
                HelpName = "PATH",
                DefaultValueFactory = _ => "./experiment.json",
            };

        public Option<bool> Force { get; } = new("--force") { Description = "Replace a file that is there." };

        public Option<string?> From { get; } =
            new("--from")
            {
                Description =
                    "Ask nothing, and propose an experiment from what is there: an address, k8s://NAMESPACE (or namespace:NAME), or a lab that is up, lab[:NAME]. Only looks.",
                HelpName = "SOURCE",
            };
    }

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var options = new Options();
        var command = new Command("init", "Make a new experiment by answering questions, or have one proposed with --from.")
        {
            options.Experiment,
            options.From,
            options.Discovery,
            options.Force,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                var path = parsed.GetValue(options.Experiment)!;
                if (DocumentText.FormatOf(path) is not { } format)
                {
                    throw new UserException($"Invalid value for '--experiment-path': '{path}' ends in neither .json, .yaml nor .yml.");
                }

                if (parsed.GetValue(options.From) is null && !terminal.CanAsk)
                {
                    throw new UserException(
                        "There is no terminal to ask questions at. '--from' proposes an experiment without: an address, k8s://NAMESPACE, or lab."
                    );
                }

                var settings = globals.ReadSettings(parsed, terminal, log);
                await using var host = new FaultlineHost(terminal.Environment, terminal.Time, terminal.Random);
                await using var notifier = new Notifier(settings, host, message => log.Write(LogLevel.Warning, message));
                notifier.Tell("init-started", "init", DataNull.Instance);
                if (await MakeAsync(path, options, parsed, globals, host, terminal, log, stop) is not { } experiment)
                {
                    return 0;
                }

                Write(path, format == DocumentFormat.Json ? JsonText.Write(experiment) + "\n" : YamlWriter.Write(experiment));
                notifier.Tell("init-completed", "init", experiment);
                terminal.Output.WriteLine($"Experiment created and saved in '{path}'");
                return 0;
            }
        );
        return command;
    }

    // Null where the user changed his mind.
    private static async Task<DataObject?> MakeAsync(
        string path,
        Options options,
        ParseResult parsed,
        GlobalOptions globals,
        FaultlineHost host,
        Terminal terminal,
        Log log,
        CancellationToken stop
    )
    {
        var isThere = File.Exists(path) && !parsed.GetValue(options.Force);
        if (parsed.GetValue(options.From) is { } from)
        {
            if (isThere)
            {
                throw new UserException($"'{path}' is there already; --force replaces it.");
            }

            var (proposed, note) = await ProposeAsync(from, parsed, globals, host, terminal, stop);
            if (note is not null)
            {
                log.Write(LogLevel.Warning, note);
            }

            return await ProblemsOfAsync(proposed, terminal, stop) is { IsEmpty: false } problems
                ? throw new UserException("What was found makes no valid experiment:\n" + string.Join('\n', problems))
                : proposed;
        }

        using var input = new StreamReader(terminal.Input());
        var questions = new Questions(input, terminal.Output);
        if (isThere && !questions.Confirm($"'{path}' is there already. Replace it?", initial: false))
        {
            return null;
        }

        var functions = Functions(parsed.GetValue(options.Discovery)!, host);
        var interview = new ExperimentInterview(
            questions,
            new ActivityInterview(questions, functions, activity => ProblemsOfAsync(Around(activity), terminal, stop))
        );
        return await interview.AskAsync();
    }

    private static async Task<(DataObject Experiment, string? Note)> ProposeAsync(
        string from,
        ParseResult parsed,
        GlobalOptions globals,
        FaultlineHost host,
        Terminal terminal,
        CancellationToken stop
    )
    {
        foreach (var scheme in (string[])["k8s://", "namespace:"])
        {
            if (from.StartsWith(scheme, StringComparison.Ordinal) && from.TrimEnd('/').Length > scheme.Length)
            {
                return await new ClusterProposal(host).MakeAsync(from[scheme.Length..].TrimEnd('/'), page: null, stop);
            }
        }

        if (from == "lab" || from.StartsWith("lab:", StringComparison.Ordinal))
        {
            var name = from.Length > "lab:".Length ? from["lab:".Length..] : GreetingLab.Name;
            var state = LabCommand.ReadState(LabCommand.Folder(globals, parsed, terminal, name)) is { IsRunning: true } running
                ? running
                : throw new UserException($"The lab '{name}' is not up. 'faultline lab up {name}' brings it up.");
            var variables = new Dictionary<string, string> { ["KUBECONFIG"] = state.KubeconfigPath };
            await using var inLab = new FaultlineHost(terminal.Environment.With(variables), terminal.Time, terminal.Random);
            (string, string)? page = state.ServiceUrls.TryGetValue(GreetingLab.EntryService, out var address)
                ? ("WEBAPP_URL", address)
                : null;
            return await new ClusterProposal(inLab).MakeAsync("default", page, stop);
        }

        return Uri.TryCreate(from, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? await AddressProposal.MakeAsync(url, terminal.Time, stop)
            : throw new UserException(
                $"Invalid value for '--from': '{from}' is neither an address (https://…), k8s://NAMESPACE, namespace:NAME, nor lab[:NAME]."
            );
    }

    private static ImmutableArray<KnownFunction> Functions(string discovery, FaultlineHost host)
    {
        var own = OwnDiscovery.Find(host.Functions, package: null).Select(KnownFunction.Of).ToList();
        if (!File.Exists(discovery))
        {
            return [.. own];
        }

        try
        {
            var found =
                DocumentText.Parse(File.ReadAllBytes(discovery), DocumentText.FormatOf(discovery) ?? DocumentFormat.Json) as DataObject;
            var names = own.Select(function => function.FullName).ToHashSet(StringComparer.Ordinal);
            return [.. own, .. KnownFunction.In(found ?? DataObject.Empty).Where(function => !names.Contains(function.FullName))];
        }
        catch (Exception e) when (e is DataSyntaxException or IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The discovery '{discovery}' can't be read: {e.Message}");
        }
    }

    private static DataObject Around(DataObject activity)
    {
        var whole = DataObject.Of(("title", "t"), ("description", "d"), ("method", DataArray.Empty));
        return activity.Has("tolerance")
            ? whole.With("steady-state-hypothesis", Proposal.Hypothesis("h", [activity]))
            : whole.With("method", DataArray.Of([activity]));
    }

    private static async Task<ImmutableArray<string>> ProblemsOfAsync(DataObject experiment, Terminal terminal, CancellationToken stop)
    {
        await using var host = new FaultlineHost(terminal.Environment, terminal.Time, terminal.Random);
        var preparer = new ExperimentPreparer(host, new DocumentLoader(host.Environment, terminal.Time, terminal.Input));
        var prepared = await preparer.PrepareAsync(experiment, "experiment", new PreparationRequest { Source = "experiment" }, stop);
        return
        [
            .. prepared
                .Diagnostics.Where(problem => problem.Severity != DiagnosticSeverity.Warning)
                .Select(problem => $"{problem.Message} {problem.Remedy}".TrimEnd()),
        ];
    }

    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The experiment can't be written to '{path}': {e.Message}");
        }
    }
}
