namespace Faultline.EndToEnd.Tests.Clients;

/// <summary>Python's kubernetes package, as Debian has it, with the lab as its cluster.</summary>
[Collection(nameof(ShopLab))]
public sealed class PythonClientTests(ShopLab lab)
{
    private const string Script = """
        from kubernetes import client, config, watch
        from kubernetes.stream import stream

        config.load_kube_config()
        core, apps = client.CoreV1Api(), client.AppsV1Api()
        print("nodes", len(core.list_node().items))

        container = client.V1Container(name="main", image="busybox", command=["sh", "-c", "echo hello; exec sleep 1000"])
        template = client.V1PodTemplateSpec(
            metadata=client.V1ObjectMeta(labels={"app": "py"}), spec=client.V1PodSpec(containers=[container]))
        apps.create_namespaced_deployment("default", client.V1Deployment(
            metadata=client.V1ObjectMeta(name="py"),
            spec=client.V1DeploymentSpec(replicas=1, selector={"matchLabels": {"app": "py"}}, template=template)))
        watching = watch.Watch()
        for event in watching.stream(
                apps.list_namespaced_deployment, "default", field_selector="metadata.name=py", timeout_seconds=60):
            if (event["object"].status.available_replicas or 0) == 1:
                print("available")
                watching.stop()

        apps.patch_namespaced_deployment_scale("py", "default", {"spec": {"replicas": 2}})
        print("scale", apps.read_namespaced_deployment_scale("py", "default").spec.replicas)
        pod = core.list_namespaced_pod("default", label_selector="app=py").items[0].metadata.name
        print("log", core.read_namespaced_pod_log(pod, "default").strip())
        print("exec", stream(core.connect_get_namespaced_pod_exec, pod, "default", command=["echo", "hi"],
                             stdout=True, stderr=True, stdin=False, tty=False).strip())
        try:
            core.read_namespaced_pod("none", "default")
        except client.ApiException as error:
            print("missing", error.status, error.reason)
        apps.delete_namespaced_deployment("py", "default")

        group, version, plural = "example.org", "v1", "faults"
        schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
        definitions = client.ApiextensionsV1Api()
        definitions.create_custom_resource_definition({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{group}"},
            "spec": {"group": group, "scope": "Namespaced", "names": {"plural": plural, "singular": "fault", "kind": "Fault"},
                     "versions": [{"name": version, "served": True, "storage": True, "schema": schema}]}})
        custom = client.CustomObjectsApi()
        custom.create_namespaced_custom_object(group, version, "default", plural, {
            "apiVersion": f"{group}/{version}", "kind": "Fault", "metadata": {"name": "one"}, "spec": {"action": "delay"}})
        print("custom", custom.list_namespaced_custom_object(group, version, "default", plural)["items"][0]["spec"])
        definitions.delete_custom_resource_definition(f"{plural}.{group}")
        """;

    [Fact(Timeout = 120_000)]
    public async Task The_Python_client_finds_a_cluster()
    {
        ShopLab.Require("/usr/lib/python3/dist-packages/kubernetes/__init__.py");
        var script = lab.Write("client.py", Script);

        var ended = await lab.RunAsync("/usr/bin/python3", script);

        ended.Code.ShouldBe(0, ended.All);
        ended.Output.ShouldBe(
            """
            nodes 3
            available
            scale 2
            log hello
            exec hi
            missing 404 Not Found
            custom {'action': 'delay'}

            """
        );
    }
}
