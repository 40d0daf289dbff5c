using System.Collections.Immutable;
using Faultline.Abstractions;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Journals;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Planning;
using Faultline.Engine.Running;
using Faultline.Engine.Running.Controls;
using Faultline.Engine.Running.Faults;
using Faultline.TestKit;

namespace Faultline.Engine.Tests.Running;

/// <summary>What happens to a run from outside.</summary>
internal sealed record Circumstances
{
    /// <summary>When, in seconds from the start, it is asked to stop, and by what.</summary>
    public ImmutableArray<(double At, StopCause Cause)> Stops { get; init; } = [];

    public TimeSpan? Timeout { get; init; }

    public HypothesisStrategy? Hypothesis { get; init; }

    public RollbackStrategy? Rollbacks { get; init; }

    public DryMode Dry { get; init; }

    public ContinuousOptions Continuous { get; init; } = ContinuousOptions.Default;

    /// <summary>Null leaves it as it is where nobody asks for another.</summary>
    public TimeSpan? RollbackBudget { get; init; }

    public Overrides Overrides { get; init; } = Overrides.None;

    /// <summary>Who makes controls.</summary>
    public ImmutableArray<IControlProvider> Controls { get; init; } = [];

    /// <summary>The controls that apply to every experiment.</summary>
    public ImmutableArray<DataObject> GlobalControls { get; init; } = [];

    public DataNode Settings { get; init; } = DataNull.Instance;

    public ImmutableArray<IRunObserver> Observers { get; init; } = [];

    /// <summary>What breaks and mends; null where nothing does.</summary>
    public Func<TimeProvider, FaultEquipment>? Faults { get; init; }
}

/// <summary>A run on a simulated clock, and everything that it left behind.</summary>
internal sealed record SimulatedRun
{
    public required RunResult Result { get; init; }

    public required Experiment Experiment { get; init; }

    public required Circumstances Circumstances { get; init; }

    public required FakeProvider Provider { get; init; }

    /// <summary>The journal as the run's own observers saw it.</summary>
    public required DataObject Journal { get; init; }

    /// <summary>The text of the log.</summary>
    public required string Log { get; init; }

    /// <summary>The log read back.</summary>
    public required ImmutableArray<RunEvent> Events { get; init; }

    public string Status => Journal.Text("status")!;

    public bool Deviated => ((DataBoolean)Journal["deviated"]!).Value;

    /// <summary>The names of the activities that were called, in order.</summary>
    public IEnumerable<string> Called => Provider.Calls.Select(call => call.Name);

    /// <summary>"kind: message" of each reason.</summary>
    public IEnumerable<string> Reasons => Result.Reasons.Select(reason => $"{reason.Kind}: {reason.Message}");

    /// <summary>The names of the records under a key of the journal, in order.</summary>
    public IEnumerable<string> Recorded(string key) =>
        ((DataArray)Journal[key]!).Items.Select(record => ((DataObject)((DataObject)record)["activity"]!).Text("name")!);

    /// <summary>Whether the hypothesis was met, evaluation by evaluation, while the method ran.</summary>
    public IEnumerable<bool> During =>
        ((DataArray)((DataObject)Journal["steady_states"]!)["during"]!).Items.Select(round =>
            ((DataBoolean)((DataObject)round)["steady_state_met"]!).Value
        );

    /// <summary>Seconds from the start to the end.</summary>
    public double Seconds => Events.OfType<RunEnded>().Single().Duration.TotalSeconds;

    public static SimulatedRun Of(DataObject document, Circumstances? circumstances = null)
    {
        var reading = ExperimentReader.Read(document, "test.json");
        var experiment =
            reading.Experiment ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics.Select(d => d.Message)));
        using var folder = new TemporaryFolder();
        return Of(experiment, circumstances ?? new Circumstances(), folder.Path);
    }

    public static SimulatedRun Of(Experiment experiment, Circumstances circumstances, string folder)
    {
        var clock = new ManualClock();
        var provider = new FakeProvider(clock);
        var tally = new RunTally();
        var journal = new JournalProjection(tally);
        using var stop = new StopSource();
        foreach (var early in circumstances.Stops.Where(ask => ask.At == 0))
        {
            stop.Request(early.Cause);
        }

        var timers = circumstances
            .Stops.Where(ask => ask.At > 0)
            .Select(ask =>
                clock.CreateTimer(
                    _ => stop.Request(ask.Cause),
                    null,
                    TimeSpan.FromSeconds(ask.At),
                    System.Threading.Timeout.InfiniteTimeSpan
                )
            )
            .ToList();
        var request = new RunRequest
        {
            Plan = Planner.Plan(experiment, circumstances.Hypothesis, circumstances.Rollbacks),
            Variables = ConfigurationResolver.Resolve(
                experiment,
                circumstances.Overrides,
                new ProcessEnvironment(new Dictionary<string, string>())
            ),
            RunId = "20260101-100000-000-test",
            Folder = folder,
            Version = "1.2.3",
            Timeout = circumstances.Timeout,
            Dry = circumstances.Dry,
            Continuous = circumstances.Continuous,
            GlobalControls = LoadingControls.Declarations(circumstances.GlobalControls),
            Settings = circumstances.Settings,
            Observers = [tally, journal, .. circumstances.Observers],
        };
        request = circumstances.RollbackBudget is { } budget ? request with { RollbackBudget = budget } : request;
        var result = Simulation.Run(
            clock,
            () => new Runner([provider], clock, circumstances.Controls, circumstances.Faults?.Invoke(clock)).RunAsync(request, stop)
        );
        timers.ForEach(timer => timer.Dispose());
        var log = Path.Combine(folder, EventLog.FileName);
        return new SimulatedRun
        {
            Result = result,
            Experiment = experiment,
            Circumstances = circumstances,
            Provider = provider,
            Journal = journal.Read(),
            Log = File.ReadAllText(log),
            Events = [.. EventLog.Read(log)],
        };
    }
}
