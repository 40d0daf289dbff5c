using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Model;
using Faultline.Engine.Model.Events;
using Faultline.Engine.Running;
using static Faultline.Engine.Tests.Running.Some;

namespace Faultline.Engine.Tests.Running;

/// <summary>An experiment and its circumstances, made from a seed: small, and as odd as a document may be.</summary>
internal sealed class RandomExperiment(Random random)
{
    public const string Secret = "tr0ub4dor&3";

    public const string Watched = "watched";

    private static readonly ImmutableArray<string> Deeds =
    [
        "succeed",
        "succeed",
        "succeed",
        "succeed",
        "fail",
        "crash",
        "throw",
        "throw-cancelled",
        "unproven",
        "hang",
        "ignore-stop",
        "echo",
        "exit",
    ];

    private static readonly ImmutableArray<string> Outputs =
    [
        "200",
        "200",
        "200",
        "503",
        "null",
        "true",
        "\"up\"",
        "\"${secret}\"",
        "[1, 2]",
        "{\"status\": 200, \"body\": \"{\\\"a\\\": 1}\"}",
        "\"nan\"",
        "1e999",
    ];

    private static readonly ImmutableArray<string> Tolerances =
    [
        "200",
        "200",
        "200",
        "true",
        "\"up\"",
        "[200, 503]",
        "[1, 2, 3]",
        "{\"type\": \"regex\", \"pattern\": \"u.\"}",
        "{\"type\": \"regex\", \"pattern\": \"a\", \"target\": \"body\"}",
        "{\"type\": \"range\", \"range\": [0, 300]}",
        "{\"type\": \"jsonpath\", \"path\": \"$..a\", \"target\": \"body\"}",
        "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"echo\", \"arguments\": {}}}",
        "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"hang\", \"arguments\": {}}}",
        "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"throw\", \"arguments\": {}}}",
        "{\"type\": \"probe\", \"name\": \"judge\", \"provider\": {\"type\": \"fake\", \"does\": \"exit\", \"arguments\": {}}}",
        "\"${secret}\"",
        "\"${limit}\"",
    ];

    private static readonly ImmutableArray<string> Pauses =
    [
        "{\"before\": 1.5}",
        "{\"after\": 2}",
        "{\"before\": 0, \"after\": \"${limit}\"}",
        "{\"before\": \"${secret}\"}",
        "{\"before\": -1}",
    ];

    private static readonly ImmutableArray<HypothesisStrategy> Strategies =
    [
        HypothesisStrategy.Default,
        HypothesisStrategy.Default,
        HypothesisStrategy.Default,
        HypothesisStrategy.BeforeMethodOnly,
        HypothesisStrategy.AfterMethodOnly,
        HypothesisStrategy.DuringMethodOnly,
        HypothesisStrategy.DuringMethodOnly,
        HypothesisStrategy.Continuously,
        HypothesisStrategy.Continuously,
        HypothesisStrategy.Skip,
    ];

    public DataObject Document()
    {
        var document = Experiment(
            OneIn(4) ? null : [.. Steps("probe", 2).Select(WithTolerance)],
            [.. Steps("step", 3)],
            OneIn(3) ? null : [.. Steps("undo", 2)]
        );
        document = OneIn(5) ? document.With("runtime", Runtime()) : document;
        return document
            .With("configuration", Json("{\"limit\": 3}"))
            .With("secrets", DataObject.Of(("group", DataObject.Of(("secret", Secret)))));
    }

    public Circumstances Circumstances()
    {
        var stops = OneIn(3)
            ? Enumerable.Range(0, random.Next(1, 4)).Select(_ => (random.Next(0, 40) / 4.0, AnyOf<StopCause>(Signals))).ToArray()
            : [];
        return new Circumstances
        {
            // What hangs for ever is ended by the last two.
            Stops = [.. stops, (100, StopCause.Interrupt), (101, StopCause.Interrupt)],
            Timeout = OneIn(6) ? TimeSpan.FromSeconds(random.Next(1, 40) / 4.0) : null,
            Hypothesis = AnyOf<HypothesisStrategy>(Strategies),
            Rollbacks = AnyOf<RollbackStrategy>([.. Enum.GetValues<RollbackStrategy>()]),
            Dry = OneIn(5) ? AnyOf<DryMode>([.. Enum.GetValues<DryMode>()]) : DryMode.None,
            Continuous = new ContinuousOptions(TimeSpan.FromSeconds(random.Next(2, 12) / 4.0), OneIn(2), random.Next(0, 4) * 30),
            RollbackBudget = OneIn(3) ? TimeSpan.FromSeconds(random.Next(0, 12) / 2.0) : null,
        };
    }

    private static readonly ImmutableArray<StopCause> Signals = [StopCause.Interrupt, StopCause.Terminate, StopCause.HangUp];

    private List<DataObject> Steps(string name, int most) =>
        [
            .. Enumerable
                .Range(0, random.Next(0, most + 1))
                .Select(i => OneIn(8) ? AnyReference() : Activity($"{name} {i}"))
                .Select(step => OneIn(5) ? step.InBackground() : step),
        ];

    private DataObject Runtime() =>
        DataObject.Of(
            ("timeout", random.Next(10, 60)),
            (
                "stop-when",
                DataObject.Of(("frequency", random.Next(1, 9) / 2.0), ("probes", DataArray.Of([WithTolerance(Activity(Watched))])))
            )
        );

    private DataObject Repeated(DataObject probe) =>
        random.Next(4) switch
        {
            0 => probe.With("retry", Json($"{{\"attempts\": {random.Next(2, 5)}, \"interval\": 0.5, \"backoff\": 2}}")),
            1 => probe.With("until", Json($"{{\"tolerance\": {AnyOf(Tolerances)}, \"interval\": 0.5, \"timeout\": {random.Next(1, 5)}}}")),
            2 => probe.With("output", "found"),
            _ => probe,
        };

    private DataObject AnyReference() => Reference(AnyOf<string>(["step 0", "probe 0", "step 1", "nobody"]));

    private DataObject Activity(string name)
    {
        // Most runs should get far: what goes wrong does so in one step of four.
        var does = OneIn(4) ? AnyOf(Deeds) : "succeed";
        var takes = OneIn(2) ? 0 : random.Next(1, 9) / 4.0;
        var output = OneIn(3) ? AnyOf(Outputs) : "200";
        var more = $"{{\"code\": {(OneIn(3) ? 30 : 1)}, \"takes\": {takes}, \"output\": {output}, \"message\": \"says ${{secret}}\"}}";
        var activity = OneIn(3) ? Repeated(Probe(name, does, more)) : Action(name, does, more);
        activity = OneIn(6) ? activity.Paused(AnyOf(Pauses)) : activity;
        return OneIn(6) ? activity.With("timeout", random.Next(1, 9) / 4.0) : activity;
    }

    private DataObject WithTolerance(DataObject step) => step.With("tolerance", Json(OneIn(4) ? AnyOf(Tolerances) : "200"));

    private bool OneIn(int count) => random.Next(count) == 0;

    private T AnyOf<T>(ImmutableArray<T> values) => values[random.Next(values.Length)];
}
