using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Engine.Documents;
using Faultline.Engine.Model;
using Faultline.Engine.Planning;
using Faultline.Engine.Tests.Documents;

namespace Faultline.Engine.Tests.Planning;

public sealed class ActivityCheckerTests
{
    private const string Document = """
        {"title": "t", "description": "d",
         "steady-state-hypothesis": {"title": "h", "probes": [
           {"type": "probe", "name": "p", "provider": {"type": "checked", "x": 1},
            "tolerance": {"type": "probe", "name": "j", "provider": {"type": "checked", "y": 2}}}]},
         "method": [
           {"type": "action", "name": "a", "provider": {"type": "checked", "z": 3}},
           {"ref": "a"},
           {"type": "action", "name": "b", "provider": {"type": "plain"}}],
         "rollbacks": [{"type": "action", "name": "r", "provider": {"type": "chekced"}}]}
        """;

    [Fact]
    public async Task Every_call_is_checked_once_in_the_order_of_the_text()
    {
        var provider = new CheckingProvider(_ => []);

        await CheckAsync(provider);

        provider
            .Checked.Select(call => (call.Name, call.Kind, call.HasTolerance, Provider: call.Provider.ToString()))
            .ShouldBe([
                ("p", ActivityKind.Probe, true, "{\"type\": \"checked\", \"x\": 1}"),
                ("j", ActivityKind.Probe, false, "{\"type\": \"checked\", \"y\": 2}"),
                ("a", ActivityKind.Action, false, "{\"type\": \"checked\", \"z\": 3}"),
            ]);
    }

    [Fact]
    public async Task A_provider_that_nobody_knows_is_an_error_with_the_one_that_was_meant() =>
        (await CheckAsync(new CheckingProvider(_ => []))).ShouldBe(
            "Error test.json:9:69 $.rollbacks[0].provider.type: unknown provider type 'chekced' | Did you mean 'checked'?"
        );

    [Fact]
    public async Task Where_no_name_is_near_all_are_named()
    {
        var experiment = ExperimentReader
            .Read(
                JsonText.Parse(
                    "{\"title\": \"t\", \"description\": \"d\", \"method\": [{\"type\": \"probe\", \"name\": \"n\", \"provider\": {\"type\": \"grpc\"}}]}"
                ),
                "test.json"
            )
            .Experiment!;

        var problems = await new ActivityChecker([new CheckingProvider(_ => []), new PlainProvider()]).CheckAsync(
            experiment,
            isForRun: true,
            TestContext.Current.CancellationToken
        );

        Reading
            .Shown(problems)
            .ShouldBe("Error test.json:1:99 $.method[0].provider.type: unknown provider type 'grpc' | Providers are: checked, plain.");
    }

    [Theory]
    [InlineData(CallProblemSeverity.Error, false, "Error")]
    [InlineData(CallProblemSeverity.Error, true, "Error")]
    [InlineData(CallProblemSeverity.Warning, false, "Warning")]
    [InlineData(CallProblemSeverity.Warning, true, "Warning")]
    [InlineData(CallProblemSeverity.NotHere, false, "Warning")]
    [InlineData(CallProblemSeverity.NotHere, true, "Error")]
    public async Task What_cannot_be_done_here_is_an_error_only_before_a_run(CallProblemSeverity severity, bool isForRun, string shown)
    {
        var provider = new CheckingProvider(call =>
            call.Name == "a"
                ?
                [
                    new CallProblem("it is wrong")
                    {
                        Severity = severity,
                        Remedy = "Mend it.",
                        Where = call.Provider["z"],
                    },
                ]
                : []
        );

        (await CheckAsync(provider, isForRun))
            .Split('\n')[0]
            .ShouldBe($"{shown} test.json:6:73 $.method[0].provider: it is wrong | Mend it.");
    }

    [Fact]
    public async Task A_problem_without_a_place_is_at_the_provider()
    {
        var provider = new CheckingProvider(call => call.Name == "j" ? [new CallProblem("it is wrong")] : []);

        (await CheckAsync(provider))
            .Split('\n')[0]
            .ShouldBe("Error test.json:4:61 $.steady-state-hypothesis.probes[0].tolerance.provider: it is wrong");
    }

    [Fact]
    public async Task A_check_that_is_stopped_ends()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new ActivityChecker([new CheckingProvider(_ => [])]).CheckAsync(Experiment, isForRun: true, stop.Token)
        );
    }

    private static Experiment Experiment => ExperimentReader.Read(JsonText.Parse(Document), "test.json").Experiment.ShouldNotBeNull();

    private static async Task<string> CheckAsync(CheckingProvider provider, bool isForRun = true) =>
        Reading.Shown(
            await new ActivityChecker([provider, new PlainProvider()]).CheckAsync(
                Experiment,
                isForRun,
                TestContext.Current.CancellationToken
            )
        );

    private class PlainProvider : IActivityProvider
    {
        public virtual string Name => "plain";

        public IReadOnlyList<string> SubstitutedFields => [];

        public Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop) =>
            throw new InvalidOperationException("A check runs nothing.");
    }

    private sealed class CheckingProvider(Func<ActivityCall, IReadOnlyList<CallProblem>> check) : PlainProvider, ICheckCalls
    {
        public List<ActivityCall> Checked { get; } = [];

        public override string Name => "checked";

        public Task<IReadOnlyList<CallProblem>> CheckAsync(ActivityCall call, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            Checked.Add(call);
            return Task.FromResult(check(call));
        }
    }
}
