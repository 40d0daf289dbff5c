using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Functions under their old names: they do what the new ones do, and say that they are old.</summary>
public sealed class OldNameTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("chaosk8s.probes.all_microservices_healthy", """{"ns":"shop"}""", "succeeded true", "all_pods_healthy")]
    [InlineData(
        "chaosk8s.probes.microservice_available_and_healthy",
        """{"name":"web","ns":"shop"}""",
        "failed: Deployment 'web' is not healthy",
        "deployment_available_and_healthy"
    )]
    [InlineData(
        "chaosk8s.probes.microservice_is_not_available",
        """{"name":"none","ns":"shop"}""",
        "succeeded true",
        "pod_is_not_available"
    )]
    [InlineData(
        "chaosk8s.probes.service_endpoint_is_initialized",
        """{"name":"web","ns":"shop"}""",
        "succeeded true",
        "service_is_initialized"
    )]
    [InlineData(
        "chaosk8s.probes.deployment_is_fully_available",
        """{"name":"web","ns":"shop"}""",
        "succeeded true",
        "deployment_fully_available"
    )]
    [InlineData(
        "chaosk8s.probes.deployment_is_not_fully_available",
        """{"name":"web","ns":"shop","timeout":0}""",
        "failed: deployment 'web' failed to stop running within 0s",
        "deployment_not_fully_available"
    )]
    [InlineData("chaosk8s.actions.scale_microservice", """{"name":"web","replicas":1,"ns":"shop"}""", "succeeded null", "scale_deployment")]
    [InlineData("chaosk8s.actions.remove_service_endpoint", """{"name":"web","ns":"shop"}""", "succeeded null", "delete_service")]
    [InlineData("chaosk8s.actions.kill_microservice", """{"name":"web","ns":"shop"}""", "succeeded null", "delete_deployment")]
    [InlineData("chaosk8s.pod.actions.delete_pods", """{"name":"^web","ns":"shop"}""", """succeeded ["web-1-abcde"]""", "terminate_pods")]
    public async Task An_old_name_works_and_warns(string function, string arguments, string line, string instead)
    {
        await using var cluster = await Samples.Cluster();
        var name = function[(function.LastIndexOf('.') + 1)..];
        var warning = $"{name} function is DEPRECATED and will be removed in the next releases, please use {instead} instead";

        var outcome = await _world.With(cluster).CallAsync(function, arguments);

        outcome.Line().ShouldBe(line);
        outcome.Warnings.ShouldBe([warning]);
        _world
            .Check(function, arguments)
            .Select(problem => (problem.Severity, problem.Message))
            .ShouldBe([(CallProblemSeverity.Warning, warning)]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_microservice_of_which_there_is_nothing_is_not_proven_to_be_killed()
    {
        await using var cluster = await Samples.Cluster();

        var outcome = await _world.With(cluster).CallAsync("kill_microservice", """{"name":"none","ns":"shop"}""");

        outcome
            .Line()
            .ShouldBe(
                "succeeded null, unproven: no pod was deleted: none in namespace 'shop' matches label_selector 'name in (none)' and name_pattern 'none'"
            );
    }

    [Theory(Timeout = 20_000)]
    [InlineData("chaosk8s.probes.secret_exists", """{"name":"keys","ns":"shop"}""")]
    [InlineData("chaosk8s.probes.read_microservices_logs", """{"label_selector":"app=none","ns":"shop"}""")]
    public async Task A_second_name_is_not_warned_of(string function, string arguments)
    {
        await using var cluster = await Samples.Cluster();

        var outcome = await _world.With(cluster).CallAsync(function, arguments);

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>();
        outcome.Warnings.ShouldBeEmpty();
    }
}
