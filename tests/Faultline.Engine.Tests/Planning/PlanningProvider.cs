using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;
using Faultline.Engine.Configuration;
using Faultline.Engine.Documents;
using Faultline.Engine.Planning;
using Faultline.Engine.Planning.Forecasts;

namespace Faultline.Engine.Tests.Planning;

/// <summary>A provider whose plans a test writes; it can't be run.</summary>
internal sealed class PlanningProvider(Func<ActivityCall, CallPlan> plan) : IActivityProvider, IPlanCalls
{
    public string Name => "told";

    public IReadOnlyList<string> SubstitutedFields => ["arguments"];

    public List<(ActivityCall Call, bool Looks)> Asked { get; } = [];

    public Task<ActivityOutcome> RunAsync(ActivityCall call, CancellationToken stop) =>
        throw new InvalidOperationException("A plan runs nothing.");

    public bool MayNameTargets(ActivityCall call) => call.Kind == ActivityKind.Action;

    public Task<CallPlan> PlanAsync(ActivityCall call, PlanContext context, CancellationToken stop)
    {
        Asked.Add((call, context.Looks));
        return Task.FromResult(plan(call));
    }

    /// <summary>What a run of a document would do.</summary>
    public async Task<Forecast> ForecastAsync(string json, ForecastDepth depth = ForecastDepth.Everything, DataObject? secrets = null)
    {
        var experiment = ExperimentReader.Read(JsonText.Parse(json), "test.json").Experiment.ShouldNotBeNull();
        var variables = new ResolvedVariables(experiment.Configuration, secrets ?? experiment.Secrets, []);
        return await new Forecaster([this], TimeProvider.System).ForecastAsync(
            Planner.Plan(experiment),
            variables,
            depth,
            TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>A method of one action, with more members of the document.</summary>
    public static string Document(string more = "", string activity = "") =>
        $$$"""
            {"title": "t", "description": "d", {{{more}}}
             "method": [{"type": "action", "name": "a", {{{activity}}} "provider": {"type": "told", "arguments": {"x": "${x}"} } }]}
            """;

    /// <summary>A call that hits these.</summary>
    public static CallPlan Hits(params PlannedTarget[] targets) =>
        new()
        {
            What = "it",
            Knowledge = TargetKnowledge.Known,
            Targets = [.. targets],
            Bound = new CallBound(TimeSpan.FromSeconds(10), "ten"),
        };

    public static PlannedTarget Pod(
        string name,
        string ns = "shop",
        string? undo = "nothing to do: it comes back",
        params (string Key, string Value)[] labels
    ) =>
        new("pod", name)
        {
            Namespace = ns,
            Identity = $"cluster/{ns}/{name}",
            Change = "deleted",
            Undo = undo,
            Labels = new DataObject(labels.Select(label => new DataMember(label.Key, label.Value))),
        };
}
