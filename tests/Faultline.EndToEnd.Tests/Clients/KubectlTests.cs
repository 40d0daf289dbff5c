using System.Text.RegularExpressions;
using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Clients;

/// <summary>The real kubectl, as installed, with the lab as its cluster. What carries streams is tested with the lab itself.</summary>
[Collection(nameof(ShopLab))]
public sealed class KubectlTests(ShopLab lab)
{
    [Fact(Timeout = 120_000)]
    public async Task Get_prints_the_columns_of_a_cluster()
    {
        await lab.DeployAsync("columns", 1);

        var nodes = await lab.KubectlAsync("get", "nodes");
        var all = await lab.KubectlAsync("-n", "columns", "get", "all");
        var wide = await lab.KubectlAsync("-n", "columns", "get", "pods,deployments,replicasets", "-o", "wide");

        // Which of the nodes has room is the scheduler's to decide.
        var anywhere = Regex.Replace(Stable(wide), @"lab-node-\d", "NODE");
        Snapshot.Match(Stable(nodes) + "\n" + Stable(all) + "\n" + anywhere);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("json")]
    [InlineData("yaml")]
    public async Task Get_prints_whole_objects(string format)
    {
        var text = await lab.KubectlAsync("get", "statefulset", "catalogue", "-o", format);

        var read = Faultline.Documents.DocumentText.Parse(
            System.Text.Encoding.UTF8.GetBytes(text),
            format == "json" ? Faultline.Documents.DocumentFormat.Json : Faultline.Documents.DocumentFormat.Yaml
        );
        ((DataObject)((DataObject)read)["spec"]!)["serviceName"]!.ToString().ShouldBe("\"catalogue\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task Describe_tells_the_story_of_an_object()
    {
        // Another test may just have drained a node.
        await lab.KubectlAsync("rollout", "status", "deployment/web", "--timeout=60s");

        var text = await lab.KubectlAsync("describe", "deployment", "web");

        text.ShouldContain("Replicas:               3 desired | 3 updated | 3 total | 3 available");
        text.ShouldContain("Available      True    MinimumReplicasAvailable");
        text.ShouldContain("deployment-controller");
    }

    [Fact(Timeout = 60_000)]
    public async Task Logs_are_followed_until_the_pod_ends()
    {
        await lab.KubectlAsync("create", "namespace", "logs");
        await lab.KubectlAsync(
            "-n",
            "logs",
            "run",
            "counter",
            "--image=busybox",
            "--restart=Never",
            "--command",
            "--",
            "sh",
            "-c",
            "echo one; sleep 1; echo two"
        );
        await lab.KubectlAsync("-n", "logs", "wait", "--for=condition=Ready", "pod/counter", "--timeout=30s");

        (await lab.KubectlAsync("-n", "logs", "logs", "-f", "counter")).ShouldBe("one\ntwo\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Arguments_without_a_command_are_the_program_of_an_image_that_has_none()
    {
        await lab.KubectlAsync("create", "namespace", "arguments");
        await lab.KubectlAsync("-n", "arguments", "run", "once", "--image=busybox", "--restart=Never", "--", "echo", "said");
        // Debian's kubectl can't wait for a phase yet.
        string phase;
        do
        {
            phase = await lab.KubectlAsync("-n", "arguments", "get", "pod", "once", "-o", "jsonpath={.status.phase}");
        } while (phase is "Pending" or "Running");

        (await lab.KubectlAsync("-n", "arguments", "logs", "once")).ShouldBe("said\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Apply_creates_changes_and_leaves_alone_on_either_side()
    {
        await lab.KubectlAsync("create", "namespace", "apply");
        string File(string colour) =>
            lab.Write(
                "settings.yaml",
                $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: apply}}\ndata: {{colour: {colour}}}\n"
            );

        var said = new[]
        {
            await lab.KubectlAsync("apply", "-f", File("red")),
            await lab.KubectlAsync("apply", "-f", File("red")),
            await lab.KubectlAsync("apply", "-f", File("blue")),
            await lab.KubectlAsync("apply", "--server-side", "--force-conflicts", "-f", File("green")),
            await lab.KubectlAsync("-n", "apply", "get", "configmap", "settings", "-o", "jsonpath={.data.colour}"),
        };

        said.ShouldBe([
            "configmap/settings created\n",
            "configmap/settings unchanged\n",
            "configmap/settings configured\n",
            "configmap/settings serverside-applied\n",
            "green",
        ]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_owner_s_field_is_a_conflict()
    {
        await lab.KubectlAsync("create", "namespace", "owners");
        var file = lab.Write("owned.yaml", Owned("one"));
        await lab.KubectlAsync("apply", "--server-side", "--field-manager=first", "-f", file);
        lab.Write("owned.yaml", Owned("two"));

        var refused = await lab.RunAsync("/usr/bin/kubectl", "apply", "--server-side", "--field-manager=second", "-f", file);

        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("conflict with \"first\"");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(
        "strategic",
        """{"spec":{"template":{"spec":{"containers":[{"name":"main","env":[{"name":"A","value":"1"}]}]}}}}""",
        "busybox 1"
    )]
    [InlineData(
        "merge",
        """{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"busybox","command":["sleep","1"]}]}}}}""",
        "busybox"
    )]
    [InlineData("json", """[{"op":"add","path":"/spec/template/spec/containers/0/env","value":[{"name":"A","value":"2"}]}]""", "busybox 2")]
    public async Task Patches_mean_what_their_kind_means(string type, string patch, string expected)
    {
        var home = "patch-" + type;
        await lab.DeployAsync(home, 0);

        await lab.KubectlAsync("-n", home, "patch", "deployment", "sleepers", "--type", type, "-p", patch);

        const string Path = "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].value}";
        (await lab.KubectlAsync("-n", home, "get", "deployment", "sleepers", "-o", Path)).Trim().ShouldBe(expected);
    }

    [Fact(Timeout = 120_000)]
    public async Task Rollouts_go_forth_and_back()
    {
        await lab.DeployAsync("rollouts", 2);
        string[] sleepers = ["deployment/sleepers"];
        Task<string> Rollout(string verb) => lab.KubectlAsync(["-n", "rollouts", "rollout", verb, .. sleepers]);
        const string Value = "jsonpath={.spec.template.spec.containers[0].env[0].value}";

        await lab.KubectlAsync("-n", "rollouts", "set", "env", "deployment/sleepers", "A=1");
        var forth = await Rollout("status");
        var history = await Rollout("history");
        await Rollout("undo");
        var back = await Rollout("status");

        const string Done = "deployment \"sleepers\" successfully rolled out\n";
        (forth.EndsWith(Done, StringComparison.Ordinal), back.EndsWith(Done, StringComparison.Ordinal)).ShouldBe(
            (true, true),
            forth + back
        );
        Regex.Count(history, "^[12] ", RegexOptions.Multiline).ShouldBe(2, history);
        (await lab.KubectlAsync("-n", "rollouts", "get", "deployment", "sleepers", "-o", Value)).ShouldBe("");
    }

    [Fact(Timeout = 120_000)]
    public async Task Scale_and_delete_are_waited_for()
    {
        await lab.DeployAsync("scale", 1);

        await lab.KubectlAsync("-n", "scale", "scale", "deployment", "sleepers", "--replicas=3");
        await lab.KubectlAsync("-n", "scale", "rollout", "status", "deployment/sleepers", "--timeout=60s");
        var three = await lab.KubectlAsync("-n", "scale", "get", "pods", "-o", "name");
        await lab.KubectlAsync("delete", "namespace", "scale", "--timeout=60s");

        three.Trim().Split('\n').Length.ShouldBe(3);
        (await lab.RunAsync("/usr/bin/kubectl", "get", "namespace", "scale")).Error.ShouldContain("NotFound");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_drain_empties_a_node_within_the_budgets()
    {
        try
        {
            await lab.KubectlAsync("drain", "lab-node-2", "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=90s");

            var left = await lab.KubectlAsync(
                "get",
                "pods",
                "-A",
                "--field-selector=spec.nodeName=lab-node-2",
                "-o",
                "jsonpath={.items[*].metadata.ownerReferences[*].kind}"
            );
            left.ShouldBe("DaemonSet");
            (await lab.KubectlAsync("get", "node", "lab-node-2")).ShouldContain("Ready,SchedulingDisabled");
        }
        finally
        {
            await lab.KubectlAsync("uncordon", "lab-node-2");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Explain_and_api_resources_know_what_there_is()
    {
        (await lab.KubectlAsync("explain", "deployment.spec.replicas")).ShouldContain("replicas");
        (await lab.KubectlAsync("api-resources", "-o", "name")).ShouldContain("poddisruptionbudgets.policy");
    }

    private static string Owned(string value) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: owned, namespace: owners}}\ndata: {{a: {value}}}\n";

    // What differs from run to run: ages, the ends of names, addresses, versions.
    private static string Stable(string text) =>
        Regex.Replace(
            string.Join(
                '\n',
                text.Split('\n')
                    .Select(line =>
                        Regex.Replace(line, @"(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?\b", "ID")
                    )
                    .Select(line => Regex.Replace(line, @"\b127(\.\d+){3}\b", "ADDRESS"))
                    .Select(line => Regex.Replace(line, @"(?<=\s)\d+[smh](\d+s)?(?=\s|$)", "AGE"))
                    .Select(line => Regex.Replace(line, @"v[\d.]+\+faultline", "VERSION"))
            ),
            " +",
            " "
        );
}
