using System.Collections.Immutable;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>For every action arguments with which it does something to the <see cref="Cluster"/>.</summary>
internal static class Samples
{
    public const string Uid = "11111111-2222-3333-4444-555555555555";

    private const string Crd = """ "group":"chaos-mesh.org","version":"v1alpha1" """;

    private const string Selected = """ "name":"f","ns":"shop","label_selectors":"app=web" """;

    /// <summary>Arguments by function; FOLDER stands for a folder with manifests.</summary>
    public static ImmutableSortedDictionary<string, string> Actions { get; } =
        new Dictionary<string, string>
        {
            ["chaosk8s.pod.actions.terminate_pods"] = """{"label_selector":"app=web","ns":"shop","qty":1}""",
            ["chaosk8s.pod.actions.delete_pods"] = """{"label_selector":"app=web","ns":"shop"}""",
            ["chaosk8s.pod.actions.exec_in_pods"] = """{"cmd":"true","label_selector":"app=web","ns":"shop","qty":1}""",
            ["chaosk8s.deployment.actions.create_deployment"] = """{"spec_path":"FOLDER/deployment.yaml","ns":"shop"}""",
            ["chaosk8s.deployment.actions.delete_deployment"] = """{"name":"web","ns":"shop"}""",
            ["chaosk8s.deployment.actions.scale_deployment"] = """{"name":"web","replicas":0,"ns":"shop"}""",
            ["chaosk8s.deployment.actions.rollout_deployment"] = """{"name":"web","ns":"shop"}""",
            ["chaosk8s.statefulset.actions.create_statefulset"] = """{"spec_path":"FOLDER/statefulset.json","ns":"shop"}""",
            ["chaosk8s.statefulset.actions.scale_statefulset"] = """{"name":"db","replicas":5,"ns":"shop"}""",
            ["chaosk8s.statefulset.actions.remove_statefulset"] = """{"name":"db","ns":"shop"}""",
            ["chaosk8s.daemonset.actions.create_daemon_set"] = """{"spec_path":"FOLDER/daemonset.yml","ns":"shop"}""",
            ["chaosk8s.daemonset.actions.delete_daemon_set"] = """{"name":"log","ns":"shop"}""",
            ["chaosk8s.daemonset.actions.update_daemon_set"] = """{"name":"log","spec":{"spec":{"minReadySeconds":5}},"ns":"shop"}""",
            ["chaosk8s.replicaset.actions.delete_replica_set"] = """{"name":"web-1","ns":"shop"}""",
            ["chaosk8s.service.actions.create_service_endpoint"] = """{"spec_path":"FOLDER/service.yaml","ns":"shop"}""",
            ["chaosk8s.service.actions.delete_service"] = """{"name":"web","ns":"shop"}""",
            ["chaosk8s.secret.actions.create_secret"] = """{"spec_path":"FOLDER/secret.yaml","ns":"shop"}""",
            ["chaosk8s.secret.actions.delete_secret"] = """{"name":"keys","ns":"shop"}""",
            ["chaosk8s.namespace.actions.create_namespace"] = """{"name":"new"}""",
            ["chaosk8s.namespace.actions.delete_namespace"] = """{"name":"shop"}""",
            ["chaosk8s.networking.actions.create_ingress"] = """{"spec_path":"FOLDER/ingress.yaml","ns":"shop"}""",
            ["chaosk8s.networking.actions.delete_ingress"] = """{"name":"front","ns":"shop"}""",
            ["chaosk8s.networking.actions.update_ingress"] = """{"name":"front","spec":{"spec":{"rules":[]}},"ns":"shop"}""",
            ["chaosk8s.networking.actions.create_network_policy"] =
                """{"spec":{"metadata":{"name":"new"},"spec":{"podSelector":{}}},"ns":"shop"}""",
            ["chaosk8s.networking.actions.remove_network_policy"] = """{"name":"wall","ns":"shop"}""",
            ["chaosk8s.networking.actions.deny_all_ingress"] = """{"label_selectors":{"app":"web"},"ns":"shop"}""",
            ["chaosk8s.networking.actions.deny_all_egress"] = """{"ns":"shop"}""",
            ["chaosk8s.networking.actions.allow_dns_access"] = """{"ns":"shop"}""",
            ["chaosk8s.networking.actions.remove_deny_all_ingress"] = """{"ns":"shop","name":"wall"}""",
            ["chaosk8s.networking.actions.remove_deny_all_egress"] = """{"ns":"shop","name":"wall"}""",
            ["chaosk8s.networking.actions.remove_allow_dns_access"] = """{"ns":"shop","name":"wall"}""",
            ["chaosk8s.node.actions.create_node"] = """{"meta":{"name":"n9"},"spec":{"provider_id":"x://n9"}}""",
            ["chaosk8s.node.actions.delete_nodes"] = """{"label_selector":"pool=spot"}""",
            ["chaosk8s.node.actions.cordon_node"] = """{"name":"n1"}""",
            ["chaosk8s.node.actions.uncordon_node"] = """{"name":"n1"}""",
            ["chaosk8s.node.actions.drain_nodes"] = """{"name":"n1"}""",
            ["chaosk8s.crd.actions.create_custom_object"] =
                "{" + Crd + """ ,"plural":"networkchaos","ns":"shop","resource":{"metadata":{"name":"new"},"spec":{}}}""",
            ["chaosk8s.crd.actions.delete_custom_object"] = "{" + Crd + """ ,"plural":"networkchaos","name":"slow","ns":"shop"}""",
            ["chaosk8s.crd.actions.patch_custom_object"] =
                "{"
                + Crd
                + """ ,"plural":"networkchaos","name":"slow","ns":"shop","resource":[{"op":"add","path":"/metadata/labels","value":{}}]}""",
            ["chaosk8s.crd.actions.replace_custom_object"] =
                "{" + Crd + """ ,"plural":"networkchaos","name":"slow","ns":"shop","resource":{"metadata":{"name":"slow"},"spec":{}}}""",
            ["chaosk8s.crd.actions.create_cluster_custom_object"] =
                "{" + Crd + """ ,"plural":"remoteclusters","resource":{"metadata":{"name":"new"},"spec":{}}}""",
            ["chaosk8s.crd.actions.delete_cluster_custom_object"] = "{" + Crd + """ ,"plural":"remoteclusters","name":"far"}""",
            ["chaosk8s.crd.actions.patch_cluster_custom_object"] =
                "{" + Crd + """ ,"plural":"remoteclusters","name":"far","resource":{"spec":{"namespace":"chaos"}}}""",
            ["chaosk8s.crd.actions.replace_cluster_custom_object"] =
                "{" + Crd + """ ,"plural":"remoteclusters","name":"far","resource":{"metadata":{"name":"far"},"spec":{}}}""",
            ["chaosk8s.crd.actions.apply_from_json"] =
                """{"resource":"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"settings\",\"namespace\":\"shop\"},\"data\":{\"a\":\"1\"}}"}""",
            ["chaosk8s.crd.actions.apply_from_yaml"] =
                """{"resource":"apiVersion: chaos-mesh.org/v1alpha1\nkind: PodChaos\nmetadata: {name: kill, namespace: shop}\nspec: {action: pod-kill}\n"}""",
            ["chaosk8s.chaosmesh.network.actions.add_latency"] =
                "{" + Selected + """ ,"latency":"100ms","jitter":"0.5ms","correlation":25}""",
            ["chaosk8s.chaosmesh.network.actions.set_loss"] = "{" + Selected + """ ,"loss":"50","mode":"fixed","mode_value":"2"}""",
            ["chaosk8s.chaosmesh.network.actions.duplicate_packets"] =
                "{" + Selected + """ ,"duplicate":"10","direction":"both","target_label_selectors":{"app":"db"},"target_mode":"all"}""",
            ["chaosk8s.chaosmesh.network.actions.corrupt_packets"] =
                "{" + Selected + """ ,"corrupt":"10","external_targets":"10.0.0.1,example.com","duration":"30s"}""",
            ["chaosk8s.chaosmesh.network.actions.reorder_packets"] = "{" + Selected + """ ,"reorder":"25","correlation":"50","gap":5}""",
            ["chaosk8s.chaosmesh.network.actions.set_bandwidth"] = "{" + Selected + """ ,"rate":"1mbps","limit":20971520,"buffer":10000}""",
            ["chaosk8s.chaosmesh.network.actions.delete_network_fault"] = """{"name":"slow","ns":"shop"}""",
            ["chaosk8s.chaosmesh.stress.actions.stress_cpu"] =
                "{" + Selected + """ ,"workers":2,"load":80,"container_names":"web,proxy"}""",
            ["chaosk8s.chaosmesh.stress.actions.stress_memory"] =
                "{" + Selected + """ ,"size":"25%","mode":"fixed-percent","mode_value":50}""",
            ["chaosk8s.chaosmesh.stress.actions.delete_stressor"] = """{"name":"hot","ns":"shop"}""",
            ["k8s.chaosmesh.http.actions.abort"] = "{" + Selected + """ ,"port":8080,"path":"/api/*","method":"GET","duration":"1m"}""",
            ["k8s.chaosmesh.http.actions.delay"] = "{" + Selected + """ ,"port":8080,"delay":"1.5s","target":"Response","code":200}""",
            ["k8s.chaosmesh.http.actions.replace"] =
                "{" + Selected + """ ,"port":8080,"target":"Response","new_code":503,"new_body":"away"}""",
            ["k8s.chaosmesh.http.actions.patch"] = "{" + Selected + """ ,"port":8080,"headers":"x-chaos=yes","body":{"broken":true}}""",
            ["k8s.chaosmesh.http.actions.delete_http_fault"] = """{"name":"away","ns":"shop"}""",
            ["k8s.chaosmesh.actions.create_pod_fault"] = "{" + Selected + """ ,"action":"pod-kill","spec":{"gracePeriod":5}}""",
            ["k8s.chaosmesh.actions.create_io_fault"] =
                "{" + Selected + """ ,"action":"latency","spec":{"volumePath":"/data","delay":"100ms"},"duration":"30s"}""",
            ["k8s.chaosmesh.actions.create_time_fault"] = "{" + Selected + """ ,"spec":{"timeOffset":"-10m"}}""",
            ["k8s.chaosmesh.actions.create_dns_fault"] = "{" + Selected + """ ,"action":"error","spec":{"patterns":["*.com"]}}""",
            ["k8s.chaosmesh.actions.create_jvm_fault"] = "{" + Selected + """ ,"action":"gc","spec":{"port":9277}}""",
            ["k8s.chaosmesh.actions.create_fault"] =
                """{"kind":"AWSChaos","name":"f","ns":"shop","spec":{"action":"ec2-stop","awsRegion":"eu-1","ec2Instance":"i-1"},"duration":"5m"}""",
            ["k8s.chaosmesh.actions.delete_fault"] = """{"kind":"NetworkChaos","name":"slow","ns":"shop"}""",
            ["k8s.chaosmesh.actions.pause"] = """{"kind":"NetworkChaos","name":"slow","ns":"shop"}""",
            ["k8s.chaosmesh.actions.resume"] = """{"kind":"networkchaos","name":"slow","ns":"shop"}""",
            ["chaosk8s.actions.start_microservice"] = """{"spec_path":"FOLDER/deployment.yaml","ns":"shop"}""",
            ["chaosk8s.actions.kill_microservice"] = """{"name":"web","ns":"shop"}""",
            ["chaosk8s.actions.scale_microservice"] = """{"name":"web","replicas":1,"ns":"shop"}""",
            ["chaosk8s.actions.remove_service_endpoint"] = """{"name":"web","ns":"shop"}""",
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A cluster in which every one of them finds what it is for.</summary>
    public static async Task<FakeCluster> Cluster(ServerVersion? version = null)
    {
        var cluster = await FakeCluster.StartAsync(version);
        return cluster
            .With("/api/v1/namespaces/shop", """{"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}""")
            .With(
                "/api/v1/namespaces/shop/pods/web-1-abcde",
                $$$"""
                {"metadata":{"uid":"{{{Uid}}}","labels":{"app":"web","name":"web"},"resourceVersion":"7",
                  "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"u","controller":true}]},
                 "spec":{"nodeName":"n1","containers":[{"name":"web","image":"web:1"}]},"status":{"phase":"Running"}}
                """
            )
            .On("GET /api/v1/namespaces/shop/pods/web-1-abcde/exec", ExecTests.Ending(0))
            .With(
                "/apis/apps/v1/namespaces/shop/deployments/web",
                """{"metadata":{"generation":2},"spec":{"replicas":3,"template":{"metadata":{}}},"status":{"readyReplicas":3}}"""
            )
            .With("/apis/apps/v1/namespaces/shop/statefulsets/db", """{"spec":{"replicas":2}}""")
            .With("/apis/apps/v1/namespaces/shop/daemonsets/log", """{"spec":{}}""")
            .With("/apis/apps/v1/namespaces/shop/replicasets/web-1", """{"spec":{"replicas":3}}""")
            .With("/api/v1/namespaces/shop/services/web", """{"spec":{"clusterIP":"10.0.0.7"}}""")
            .With("/api/v1/namespaces/shop/secrets/keys", """{"type":"Opaque","data":{"password":"aHVudGVyMg=="}}""")
            .With("/apis/networking.k8s.io/v1/namespaces/shop/ingresses/front", """{"spec":{}}""")
            .With("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/wall", """{"spec":{}}""")
            .With("/api/v1/nodes/n1", """{"metadata":{"labels":{"pool":"spot"}},"spec":{"providerID":"x://n1"}}""")
            .With(
                "/apis/chaos-mesh.org/v1alpha1/namespaces/shop/networkchaos/slow",
                """{"kind":"NetworkChaos","metadata":{"resourceVersion":"5"},"spec":{"action":"delay"}}"""
            )
            .With("/apis/chaos-mesh.org/v1alpha1/namespaces/shop/stresschaos/hot", """{"spec":{}}""")
            .With("/apis/chaos-mesh.org/v1alpha1/namespaces/shop/httpchaos/away", """{"spec":{}}""")
            .With("/apis/chaos-mesh.org/v1alpha1/remoteclusters/far", """{"spec":{"namespace":"a"}}""");
    }

    /// <summary>The arguments, with the manifests that they name written to the folder.</summary>
    public static string Arguments(string function, World world)
    {
        world.Folder.Write(
            "deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  generateName: new-\nspec: {replicas: 1}\n"
        );
        world.Folder.Write("statefulset.json", """{"metadata":{"name":"new"},"spec":{}}""");
        world.Folder.Write("daemonset.yml", "metadata: {name: new}\nspec: {}\n");
        world.Folder.Write("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: new}\nspec: {ports: [{port: 80}]}\n");
        world.Folder.Write("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: new}\nstringData: {password: hunter2}\n");
        world.Folder.Write("ingress.yaml", "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: new}\nspec: {}\n");
        return Actions[function].Replace("FOLDER", world.Folder.Path, StringComparison.Ordinal);
    }
}
