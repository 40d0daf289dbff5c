using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests;

/// <summary>The shop in a lab: a plan tells what the run then does, and a second run keeps out of the first one's way.</summary>
public sealed class PlanTests
{
    private const int Patience = 180_000;

    private const string Experiment = """
        {"title": "Does the shop stand the loss of a pod?", "description": "d",
         "method": [
           {"type": "action", "name": "kill", "provider": {"type": "python", "module": "chaosk8s.pod.actions", "func": "terminate_pods",
            "arguments": {"label_selector": "app=catalogue", "order": "oldest", "qty": 1}}},
           {"type": "action", "name": "scale", "provider": {"type": "python", "module": "chaosk8s.deployment.actions", "func": "scale_deployment",
            "arguments": {"name": "web", "replicas": 1}}}],
         "rollbacks": [
           {"type": "action", "name": "back", "provider": {"type": "python", "module": "chaosk8s.deployment.actions", "func": "scale_deployment",
            "arguments": {"name": "web", "replicas": 3}}}]}
        """;

    // Waits, with its target taken, until the other run has been refused.
    private const string Slow = """
        {"title": "slow", "description": "d",
         "method": [
           {"type": "action", "name": "scale", "provider": {"type": "python", "module": "chaosk8s.deployment.actions", "func": "scale_deployment",
            "arguments": {"name": "web", "replicas": 3}}},
           {"type": "probe", "name": "wait", "provider": {"type": "process", "path": "sh",
            "arguments": ["-c", "touch begun; until [ -e go ]; do sleep 0.05; done"]}}]}
        """;

    [Fact(Timeout = Patience)]
    public async Task The_run_hits_what_the_plan_says()
    {
        await using var tool = new Tool();
        tool.Write("experiment.json", Experiment);
        tool.Write("all.sh", $"{Tool.Launcher} plan experiment.json --format json > plan.json && {Tool.Launcher} run experiment.json");

        var ended = await tool.FaultlineAsync("lab", "run", Shop, "--", "sh", "all.sh");

        ended.Code.ShouldBe(0, ended.All);
        var plan = (DataObject)((DataArray)((DataObject)JsonText.Parse(tool.Read("plan.json")))["plans"]!).Items.Single();
        Hit(plan, "method").ShouldBe([$"{Killed(tool)}: deleted", "web: 3 -> 1 replicas"]);
        Hit(plan, "rollbacks").ShouldBe(["web: 1 -> 3 replicas"]);
    }

    [Fact(Timeout = Patience)]
    public async Task A_run_at_the_target_of_a_running_run_is_refused_unless_forced()
    {
        await using var tool = new Tool();
        tool.Write("slow.json", Slow);
        tool.Write("experiment.json", Experiment);
        tool.Write(
            "all.sh",
            $"""
            {Tool.Launcher} run slow.json --journal-path slow-journal.json & slow=$!
            until [ -e begun ]; do sleep 0.05; done
            {Tool.Launcher} run experiment.json; echo "refused with $?"
            {Tool.Launcher} run experiment.json --force; echo "forced with $?"
            touch go; wait $slow; echo "slow with $?"
            """
        );

        var ended = await tool.FaultlineAsync("lab", "run", Shop, "--", "sh", "all.sh");

        var codes = ended.Output.Split('\n').Where(line => line.Contains(" with ", StringComparison.Ordinal));
        codes.ShouldBe(["refused with 4", "forced with 0", "slow with 0"], ended.All);
        ended.Error.ShouldMatch(@"deployment 'web' in namespace 'default' is held by run \S+ \('slow'\)");
    }

    private static string Shop => Repository.Path("library", "kubernetes", "shop", "lab.yaml");

    private static IEnumerable<string> Hit(DataObject plan, string part) =>
        ((DataArray)plan[part]!)
            .Items.Cast<DataObject>()
            .SelectMany(step => ((DataArray)step["targets"]!).Items.Cast<DataObject>())
            .Select(target => $"{target.Text("name")}: {target.Text("change")}");

    private static string Killed(Tool tool)
    {
        var journal = (DataObject)JsonText.Parse(tool.Read("journal.json"));
        var output = (DataArray)((DataObject)((DataArray)journal["run"]!).Items[0])["output"]!;
        return ((DataString)output.Items.Single()).Value;
    }
}
