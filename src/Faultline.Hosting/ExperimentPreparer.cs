using System.Collections.Immutable;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;
using Faultline.Engine.Running;
using Faultline.Engine.Running.Controls;

namespace Faultline.Hosting;

/// <summary>What is known of an experiment before it is run.</summary>
/// <param name="Source">The file or address.</param>
/// <param name="Plan">What would be done; null where a diagnostic says why nothing can be.</param>
/// <param name="Variables">The values of its variables.</param>
/// <param name="Diagnostics">Everything that is wrong or dubious, in the order of the text.</param>
/// <param name="WasRead">Whether the document could be read at all.</param>
public sealed record Preparation(
    string Source,
    Plan? Plan,
    ResolvedVariables Variables,
    ImmutableArray<Diagnostic> Diagnostics,
    bool WasRead
)
{
    /// <summary>The document as it was read, valid or not; null where it could not be.</summary>
    public DataNode? Document { get; init; }

    /// <summary>Whether anything is wrong, rather than dubious.</summary>
    public bool HasErrors => Plan is null || Diagnostics.Any(d => d.Severity != DiagnosticSeverity.Warning);
}

/// <summary>How to prepare an experiment.</summary>
public sealed record PreparationRequest
{
    /// <summary>A path, "-" for standard input, or an address.</summary>
    public required string Source { get; init; }

    /// <summary>Whether a server's certificate must be valid.</summary>
    public bool VerifyTls { get; init; } = true;

    /// <summary>Whether the document is validated: if not, only what makes a run impossible counts.</summary>
    public bool Validate { get; init; } = true;

    /// <summary>Whether the experiment is about to be run.</summary>
    public bool IsForRun { get; init; }

    /// <summary>Whether an activity sees only the secrets whose groups its <c>provider.secrets</c> names.</summary>
    public bool StrictSecrets { get; init; }

    /// <summary>What stands in place of the document's declarations.</summary>
    public Overrides Overrides { get; init; } = Overrides.None;

    /// <summary>What the user has settled for all experiments.</summary>
    public Settings Settings { get; init; } = Settings.None;

    /// <summary>
    /// The controls that apply to every experiment, in the order in which they were loaded: first those of the settings, then those of
    /// control files. Each is a control object with its <c>name</c>; of two with the same name the later one counts.
    /// </summary>
    public ImmutableArray<DataObject> GlobalControls { get; init; } = [];

    /// <summary>The hypothesis strategy of the command line.</summary>
    public HypothesisStrategy? HypothesisStrategy { get; init; }

    /// <summary>The rollback strategy of the command line.</summary>
    public RollbackStrategy? RollbackStrategy { get; init; }
}

/// <summary>From a source to a plan: load, read, resolve, check; every problem on the way is collected.</summary>
public sealed class ExperimentPreparer(FaultlineHost host, DocumentLoader loader)
{
    private static readonly ResolvedVariables NoVariables = new(DataObject.Empty, DataObject.Empty, []);

    /// <summary>Prepares one experiment.</summary>
    public async Task<Preparation> PrepareAsync(PreparationRequest request, CancellationToken stop)
    {
        if (request.IsForRun && request.GlobalControls.Length > 0)
        {
            return await PrepareControlledAsync(request, stop);
        }

        var document = await loader.LoadAsync(request.Source, request.VerifyTls, stop);
        return document.Root is null
            ? new Preparation(document.Source, null, NoVariables, [document.Problem!], WasRead: false)
            : await PrepareAsync(document.Root, document.Source, request, stop) with
            {
                Document = document.Root,
            };
    }

    // Only a run calls controls: to look at a document executes nothing.
    private async Task<Preparation> PrepareControlledAsync(PreparationRequest request, CancellationToken stop)
    {
        var controls = new LoadingControls(host.Controls, request.GlobalControls, request.Settings.ForControls);
        var (_, problems) = await controls.CallAsync(ControlHook.BeforeLoading, request.Source, DataNull.Instance, stop);
        if (problems.Any(problem => problem.Severity == DiagnosticSeverity.Fatal))
        {
            return new Preparation(request.Source, null, NoVariables, problems, WasRead: false);
        }

        var document = await loader.LoadAsync(request.Source, request.VerifyTls, stop);
        if (document.Root is null)
        {
            return new Preparation(document.Source, null, NoVariables, [.. problems, document.Problem!], WasRead: false);
        }

        var (root, more) = await controls.CallAsync(ControlHook.AfterLoading, request.Source, document.Root, stop);
        problems = problems.AddRange(more);
        if (more.Any(problem => problem.Severity == DiagnosticSeverity.Fatal))
        {
            return new Preparation(document.Source, null, NoVariables, problems, WasRead: true);
        }

        var prepared = await PrepareAsync(root, document.Source, request, stop);
        return prepared with { Diagnostics = problems.AddRange(prepared.Diagnostics), Document = root };
    }

    /// <summary>Prepares an experiment whose document was read already.</summary>
    /// <param name="root">The document.</param>
    /// <param name="source">The file or address it was read from, for messages.</param>
    /// <param name="request">How to prepare it; its own source does not count.</param>
    /// <param name="stop">Ends the preparation.</param>
    public async Task<Preparation> PrepareAsync(DataNode root, string source, PreparationRequest request, CancellationToken stop)
    {
        var reading = ExperimentReader.Read(root, source);
        if (reading.Experiment is not { } experiment)
        {
            return new Preparation(source, null, NoVariables, reading.Diagnostics, WasRead: true);
        }

        var plan = Planner.Plan(
            experiment,
            request.HypothesisStrategy ?? experiment.HypothesisStrategy ?? request.Settings.HypothesisStrategy,
            request.RollbackStrategy ?? experiment.RollbackStrategy ?? request.Settings.RollbackStrategy
        );
        var variables = ConfigurationResolver.Resolve(experiment, request.Overrides, host.Environment, host.Secrets.Types) with
        {
            IsStrict = request.StrictSecrets,
            Sensitive = request.Settings.Secrets,
        };
        var problems = variables.Problems.Concat(host.Secrets.Check(source, variables));
        if (request.StrictSecrets)
        {
            problems = problems.Concat(new SecretScope(variables, host.Providers).Check(experiment));
        }

        if (request.Validate)
        {
            problems = problems
                .Concat(reading.Diagnostics)
                .Concat(await CheckActivitiesAsync(experiment, variables, request.IsForRun, stop))
                .Concat(await new ControlChecker(host.Controls).CheckAsync(experiment.Document, source, stop));
        }

        var all = problems.OrderBy(d => d.Position?.Line ?? 0).ThenBy(d => d.Position?.Column ?? 0).ToImmutableArray();
        var prepared = new Preparation(source, plan, variables, all, WasRead: true);
        if (!request.IsForRun || prepared.HasErrors)
        {
            return prepared;
        }

        prepared = await WithFetchedSecretsAsync(prepared, stop);
        return prepared.HasErrors ? prepared : await WithDynamicConfigurationAsync(prepared, stop);
    }

    private Task<ImmutableArray<Diagnostic>> CheckActivitiesAsync(
        Experiment experiment,
        ResolvedVariables variables,
        bool isForRun,
        CancellationToken stop
    ) =>
        new ActivityChecker(host.Providers, new Substitution(variables.Configuration, variables.Secrets)).CheckAsync(
            experiment,
            isForRun,
            stop
        );

    private async Task<Preparation> WithFetchedSecretsAsync(Preparation prepared, CancellationToken stop)
    {
        var variables = await host.Secrets.FetchAsync(prepared.Source, prepared.Variables, stop);
        return prepared with { Variables = variables, Diagnostics = prepared.Diagnostics.AddRange(variables.Problems) };
    }

    // Last of all, since it runs what the document says.
    private async Task<Preparation> WithDynamicConfigurationAsync(Preparation prepared, CancellationToken stop)
    {
        var runner = new Runner(host.Providers, host.Time);
        var variables = await DynamicConfiguration.ResolveAsync(
            prepared.Source,
            prepared.Variables with
            {
                Problems = [],
            },
            (probe, known) => runner.CallAsync(probe, known, stop)
        );
        return prepared with { Variables = variables, Diagnostics = prepared.Diagnostics.AddRange(variables.Problems) };
    }
}
