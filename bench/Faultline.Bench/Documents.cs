namespace Faultline.Bench;

/// <summary>The experiments that are timed.</summary>
internal static class Documents
{
    /// <summary>An experiment whose method runs <c>true</c> a number of times.</summary>
    public static string OneProcess(int times) =>
        Repeat("""{"type": "action", "name": "a", "provider": {"type": "process", "path": "true"}}""", times);

    /// <summary>An experiment whose method calls a Python function that does next to nothing a number of times.</summary>
    public static string PythonCalls(int times) =>
        Repeat(
            """{"type": "probe", "name": "p", "provider": {"type": "python", "module": "os.path", "func": "exists", "arguments": {"path": "/"}}}""",
            times
        );

    /// <summary>An experiment whose method asks a web server a number of times.</summary>
    public static string HttpProbes(int times, int port) =>
        Repeat($$"""{"type": "probe", "name": "p", "provider": {"type": "http", "url": "http://127.0.0.1:{{port}}/"} }""", times);

    /// <summary>An experiment of activities that a provider of the bench's own answers at once.</summary>
    public static string NoOps(int times) => Repeat("""{"type": "probe", "name": "p", "provider": {"type": "no-op"}}""", times);

    /// <summary>A lab of three services and a deployment of so many pods; those that fit on no node are not asked for yet.</summary>
    public static string Lab(int pods, bool fits) =>
        $$"""
            {"apiVersion": "faultline/v1", "kind": "Lab", "name": "bench", "nodes": 3, "programs": {"sleep": {"command": ["sleep"]} },
             "manifests": [
               {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "one"}, "spec": {"selector": {"app": "many"}, "ports": [{"port": 80}]} },
               {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "two"}, "spec": {"selector": {"app": "many"}, "ports": [{"port": 80}]} },
               {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "three"}, "spec": {"selector": {"app": "many"}, "ports": [{"port": 80}]} },
               {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "many"}, "spec": {
                 "replicas": {{(fits ? pods : 0)}}, "selector": {"matchLabels": {"app": "many"} },
                 "template": {"metadata": {"labels": {"app": "many"} }, "spec": {
                   "nodeSelector": {{(fits ? "{}" : """{"nowhere": "yes"}""")}},
                   "containers": [{"name": "main", "image": "sleep", "args": ["100000"]}]} } } }]}
            """;

    /// <summary>An experiment that selects pods by their labels.</summary>
    public static string CountPods() =>
        Repeat(
            """{"type": "probe", "name": "p", "provider": {"type": "python", "module": "chaosk8s.pod.probes", "func": "count_pods", "arguments": {"label_selector": "app=many"}}}""",
            1
        );

    /// <summary>An experiment that deletes half of the pods, chosen by chance.</summary>
    public static string TerminateHalf() =>
        Repeat(
            """{"type": "action", "name": "a", "provider": {"type": "python", "module": "chaosk8s.pod.actions", "func": "terminate_pods", "arguments": {"label_selector": "app=many", "mode": "percentage", "qty": 50, "rand": true} } }""",
            1
        );

    private static string Repeat(string activity, int times) =>
        $$"""{"title": "t", "description": "d", "method": [{{string.Join(", ", Enumerable.Repeat(activity, times))}}]}""";
}
