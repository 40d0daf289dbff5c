using Faultline.Abstractions;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

public sealed class LabFileTests
{
    [Fact]
    public void A_lab_file_says_what_runs_and_how()
    {
        var isRead = LabFileText.TryRead(
            """
            apiVersion: faultline/v1
            kind: Lab
            name: shop
            nodes: [{ name: east, labels: { zone: e } }, {}]
            restartDelay: 500ms
            podEvictionTimeout: 2s
            noEndpoint: blackhole
            seed: 7
            programs:
              example/shop:1.0: { command: [/usr/bin/shop, --port, 80], env: { COLOUR: blue } }
              example/tool: { command: [./bin/tool], folder: . }
              busybox: {}
            manifests: |
              apiVersion: v1
              kind: Pod
              spec: { containers: [{ name: main, image: busybox }] }
            """,
            "/srv/shop",
            out var file,
            out _
        );

        isRead.ShouldBeTrue();
        (file!.Name, file.RestartDelay, file.PodEvictionTimeout, file.NoEndpoint, file.Seed).ShouldBe(
            ("shop", TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), NoEndpointMode.Blackhole, 7)
        );
        file.Nodes.Select(node => node.Name).ShouldBe(["east", null]);
        file.Nodes[0].Labels["zone"].ShouldBe("e");
        (file.Programs["example/tool"].Path, file.Programs["example/tool"].Folder).ShouldBe(("/srv/shop/bin/tool", "/srv/shop/"));
        file.Programs["example/shop:1.0"].Arguments.ShouldBe(["--port", "80"]);
        file.Programs["example/shop:1.0"].Environment["COLOUR"].ShouldBe("blue");
    }

    [Fact]
    public void Every_problem_of_a_lab_file_is_told_with_its_place()
    {
        LabFileText.TryRead(
            """
            kind: Pod
            name: Shop
            nodes: many
            restartDelay: soon
            podEvictionTimeout: later
            noEndpoint: cry
            seed: -1
            colour: blue
            programs:
              a: { command: ./shop, port: 80 }
              b: 3
            manifests:
            - nowhere/*.yaml
            - 7
            - { apiVersion: batch/v1, kind: Job }
            - { apiVersion: v1, kind: Pod, spec: { containers: [{ name: main, image: c }] } }
            """,
            folder: null,
            out _,
            out var problems
        );

        Snapshot.Match(string.Join('\n', problems.Select(problem => $"{problem.File}{problem.Position}: {problem.Text}")));
    }

    [Fact(Timeout = 20_000)]
    public async Task Manifests_that_can_not_be_in_a_lab_stop_it_before_it_starts()
    {
        using var folder = new TemporaryFolder();
        await using var starter = new ProcessStarter(TimeProvider.System);
        var options = new LabOptions { Folder = folder.Path, Environment = new ProcessEnvironment(new Dictionary<string, string>()) };
        var file = new LabFile
        {
            Name = "shop",
            Programs = new Dictionary<string, LabProgram>(),
            Manifests = """
                apiVersion: batch/v1
                kind: Job
                ---
                apiVersion: v1
                kind: Pod
                spec: { containers: [{ name: main, image: example/shop }] }
                """,
        };

        var refusal = await Should.ThrowAsync<LabException>(() =>
            LabCluster.StartAsync(file, options, starter, TimeProvider.System, TestContext.Current.CancellationToken)
        );

        refusal.Message.ShouldBe(
            """
            The lab 'shop' can't be started:
            manifests(1:1): a lab has no objects of the kind 'Job' (batch/v1); it has ClusterRole, ClusterRoleBinding, ConfigMap, ControllerRevision, CustomResourceDefinition, DaemonSet, Deployment, EndpointSlice, Endpoints, Event, Ingress, IngressClass, Lease, Namespace, NetworkPolicy, Node, PersistentVolumeClaim, Pod, PodDisruptionBudget, ReplicaSet, Role, RoleBinding, Secret, Service, ServiceAccount, StatefulSet.
            manifests(4:1): the image 'example/shop' has no program; add it under 'programs'.
            """
        );
    }

    [Fact]
    public void The_greeting_labs_manifests_are_those_of_the_application() =>
        Snapshot.Match(GreetingLab.Create(new GreetingOptions { GreeterReplicas = 2 }, new LabProgram { Path = "/x" }).Manifests);
}
