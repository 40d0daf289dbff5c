using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.TestKit;

namespace Faultline.Lab.Tests.Reversing;

/// <summary>What the Kubernetes functions change is undone from what was written down, by a process that knows nothing else.</summary>
public sealed class ReversalTests : IAsyncLifetime
{
    private const string Web = "/apis/apps/v1/namespaces/default/deployments/web";
    private const string Policies = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
    private const string Secret = "/api/v1/namespaces/default/secrets/keys";
    private const string Settings = "/api/v1/namespaces/default/configmaps/settings";

    private const string Manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, labels: { app: web } }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [{ name: web, image: sh, args: ["exec sleep 1000"] }] }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: keys }
        data: { password: aHVudGVyMg== }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: settings }
        data: { a: "1", b: "2" }
        """;

    private readonly TemporaryFolder _folder = new();
    private LabFixture _lab = null!;
    private ReversedChanges _changes = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = await LabFixture.ShellAsync(Manifests);
        await _lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
        _changes = new ReversedChanges(_lab);
    }

    public async ValueTask DisposeAsync()
    {
        await _changes.DisposeAsync();
        await _lab.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_scaled_has_its_replicas_again()
    {
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");

        (await States()).ShouldBe([RevertState.Reverted]);
        (await States()).ShouldBe([RevertState.NothingToRevert]);
        (await ReplicasAsync()).ShouldBe("2");
        await _lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_person_s_kubeconfig_is_found_again_without_a_word()
    {
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");

        (await _changes.RecoverAsync())
            .Single()
            .ShouldBe(new RevertResult(RevertState.Reverted, "deployment 'web' in namespace 'default' was put back: spec.replicas"));
        (await ReplicasAsync()).ShouldBe("2");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_change_of_which_nobody_knows_whether_it_was_made_is_undone_if_it_was()
    {
        _changes.DiesOnChange = true;
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");
        await _changes.CallAsync("networking.actions.deny_all_egress", "{}");
        await _changes.CallAsync(
            "crd.actions.apply_from_json",
            """{"resource": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "9", "c": "3"}}, "force": true}"""
        );
        await _changes.CallAsync("service.actions.create_service_endpoint", Spec("Service", "two", """{"ports": [{"port": 80}]}"""));
        await _lab.MustAsync(HttpMethod.Delete, "/api/v1/namespaces/default/services/two");

        (await States()).ShouldBe([RevertState.NothingToRevert, RevertState.Reverted, RevertState.Reverted, RevertState.Reverted]);
        (await ReplicasAsync()).ShouldBe("2");
        (await _lab.NamesAsync(Policies)).ShouldBeEmpty();
        (await _lab.GetAsync(Settings)).Value("data").ShouldBe("""{"a": "1", "b": "2"}""");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_was_cordoned_takes_pods_again_and_says_so_no_more()
    {
        await _changes.CallAsync("node.actions.cordon_node", """{"name": "lab-node-1"}""");
        (await NodeAsync()).Value("spec", "unschedulable").ShouldBe("true");

        (await States()).ShouldBe([RevertState.Reverted]);

        ((DataObject)(await NodeAsync())["spec"]!).Has("unschedulable").ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_deployment_that_was_deleted_is_made_again_and_runs()
    {
        var before = await _lab.GetAsync(Web);
        await _changes.CallAsync("deployment.actions.delete_deployment", """{"name": "web"}""");
        await _lab.UntilGoneAsync(Web);

        (await States()).ShouldBe([RevertState.Reverted]);
        (await States()).ShouldBe([RevertState.NothingToRevert]);

        var after = await _lab.GetAsync(Web);
        after.Value("spec").ShouldBe(before.Value("spec"));
        after.Value("metadata", "labels").ShouldBe(before.Value("metadata", "labels"));
        await _lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_policy_that_was_made_goes_and_one_of_the_same_name_by_another_hand_stays()
    {
        await _changes.CallAsync("networking.actions.deny_all_ingress", "{}");
        var name = (await _lab.NamesAsync(Policies)).Single();

        (await States()).ShouldBe([RevertState.Reverted]);
        (await _lab.NamesAsync(Policies)).ShouldBeEmpty();

        await _lab.CreateAsync(
            Policies,
            $$"""{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "{{name}}"}, "spec": {"podSelector": {} } }"""
        );
        (await States()).ShouldBe([RevertState.NothingToRevert]);
        (await _lab.NamesAsync(Policies)).ShouldBe([name]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_somebody_else_has_changed_since_is_left_alone_and_told()
    {
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");
        await _lab.PatchAsync(Web, """{"spec": {"replicas": 1}}""");

        (await _changes.RevertAsync())
            .Single()
            .ShouldBe(
                new RevertResult(
                    RevertState.ChangedMeanwhile,
                    "somebody else has changed deployment 'web' in namespace 'default' since: spec.replicas was left as it is"
                )
            );
        (await ReplicasAsync()).ShouldBe("1");
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_the_fields_of_a_manifest_that_are_still_ours_are_put_back()
    {
        await _changes.CallAsync(
            "crd.actions.apply_from_json",
            """{"resource": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "9", "b": "8", "c": "3"}}, "force": true}"""
        );
        await _lab.PatchAsync(Settings, """{"data": {"b": "theirs", "d": "4"}}""");

        var result = (await _changes.RevertAsync()).Single();

        (result.State, result.Message).ShouldBe(
            (
                RevertState.ChangedMeanwhile,
                "somebody else has changed configmap 'settings' in namespace 'default' since: data.b was left as it is"
            )
        );
        (await _lab.GetAsync(Settings)).Value("data").ShouldBe("""{"a": "1", "b": "theirs", "d": "4"}""");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_target_that_is_gone_is_nothing_to_undo()
    {
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");
        await _lab.MustAsync(HttpMethod.Delete, Web);
        await _lab.UntilGoneAsync(Web);

        (await States()).ShouldBe([RevertState.NothingToRevert]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_comes_back_from_memory_and_never_from_a_file()
    {
        await _changes.CallAsync("secret.actions.delete_secret", """{"name": "keys"}""");
        await _lab.UntilGoneAsync(Secret);

        (await _changes.RecoverAsync())
            .Single()
            .ShouldBe(
                new RevertResult(
                    RevertState.Failed,
                    "what secret 'keys' in namespace 'default' held is secret, and was known to a process that is gone"
                )
            );
        (await States()).ShouldBe([RevertState.Reverted]);
        (await _lab.GetAsync(Secret)).Value("data").ShouldBe("""{"password": "aHVudGVyMg=="}""");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_changed_twice_becomes_at_once_what_it_was_first()
    {
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 1}""");
        await _changes.CallAsync("networking.actions.deny_all_ingress", "{}");
        await _changes.CallAsync("networking.actions.remove_deny_all_ingress", "{}");

        // The policy that was made and removed is not made again, not even for a moment.
        (await States()).ShouldBe([RevertState.NothingToRevert, RevertState.Reverted, RevertState.NothingToRevert]);
        (await ReplicasAsync()).ShouldBe("2");
        (await _lab.NamesAsync(Policies)).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_scaled_and_deleted_comes_back_with_its_first_replicas()
    {
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");
        await _changes.CallAsync("deployment.actions.delete_deployment", """{"name": "web"}""");
        await _lab.UntilGoneAsync(Web);

        (await States()).ShouldBe([RevertState.Reverted, RevertState.NothingToRevert]);
        (await ReplicasAsync()).ShouldBe("2");
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_cluster_is_never_touched()
    {
        await using var other = await LabFixture.ShellAsync(Manifests);
        await _changes.CallAsync("deployment.actions.scale_deployment", """{"name": "web", "replicas": 0}""");
        File.Copy(other.Lab.KubeconfigPath, _lab.Lab.KubeconfigPath, overwrite: true);

        var result = (await _changes.RecoverAsync()).Single();

        result.State.ShouldBe(RevertState.Failed);
        result.Message.ShouldStartWith($"the change was made in the cluster at '{_lab.Lab.ApiUrl.ToString().TrimEnd('/')}', and context ");
        (await other.GetAsync(Web)).Value("spec", "replicas").ShouldBe("2");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pod_that_nobody_would_make_again_is_made_again_once_it_is_gone()
    {
        await _lab.CreateAsync(
            "/api/v1/namespaces/default/pods",
            """{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone", "labels": {"app": "alone"}}, "spec": {"terminationGracePeriodSeconds": 1, "containers": [{"name": "one", "image": "sh", "args": ["trap '' TERM; sleep 1000"]}]}}"""
        );
        await _changes.CallAsync("pod.actions.terminate_pods", """{"label_selector": "app=alone"}""");

        (await States()).ShouldBe([RevertState.Reverted]);

        var pod = await _lab.GetAsync("/api/v1/namespaces/default/pods/alone");
        ((DataObject)pod["metadata"]!).Has("deletionTimestamp").ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_nobody_can_or_need_undo_says_so_and_asks_for_nothing()
    {
        await _changes.CallAsync("pod.actions.terminate_pods", """{"label_selector": "app=web", "qty": 1}""");
        await _changes.CallAsync("deployment.actions.rollout_deployment", """{"name": "web"}""");

        _changes.Changes.Select(change => change.Reversal).ShouldBe([null, null]);
        _changes.Changes[0].Undo.ShouldStartWith("nothing to do: ReplicaSet 'web-");
        _changes.Changes[1].Undo.ShouldBe("kubectl --namespace default rollout undo deployments.apps/web");
    }

    private string Spec(string kind, string name, string spec)
    {
        var path = Path.Combine(_folder.Path, "spec.json");
        File.WriteAllText(path, $$"""{"apiVersion": "v1", "kind": "{{kind}}", "metadata": {"name": "{{name}}"}, "spec": {{spec}}}""");
        return $$"""{"spec_path": "{{path}}"}""";
    }

    private async Task<IEnumerable<RevertState>> States() => (await _changes.RevertAsync()).Select(result => result.State);

    private async Task<string> ReplicasAsync() => (await _lab.GetAsync(Web)).Value("spec", "replicas");

    private Task<DataObject> NodeAsync() => _lab.GetAsync("/api/v1/nodes/lab-node-1");
}
