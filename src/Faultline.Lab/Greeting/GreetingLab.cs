using System.Globalization;

namespace Faultline.Lab.Greeting;

/// <summary>The lab that comes with Faultline: a webapp that greets, and the two services that it asks.</summary>
public static class GreetingLab
{
    /// <summary>The lab's name.</summary>
    public const string Name = "greeting";

    /// <summary>The service that people open: <see cref="LabCluster.ServiceUrl"/> of it is the experiment's WEBAPP_URL.</summary>
    public const string EntryService = "webapp-service";

    /// <summary>The lab with these switches.</summary>
    /// <param name="options">The switches.</param>
    /// <param name="program">What runs a service of the sample; the service's role (webapp, greeter, name) becomes its last argument.</param>
    /// <exception cref="LabException">The number of greeters is negative.</exception>
    public static LabFile Create(GreetingOptions options, LabProgram program)
    {
        if (options.GreeterReplicas < 0)
        {
            throw new LabException($"There can't be {options.GreeterReplicas} greeters; use 0 or more.");
        }

        LabProgram Role(string role) => program with { Arguments = [.. program.Arguments, role] };

        return new LabFile
        {
            Name = Name,
            Manifests = Manifests(options.GreeterReplicas),
            Programs = new Dictionary<string, LabProgram>
            {
                ["arungupta/name-service:latest"] = Role("name"),
                ["arungupta/greeter-service:latest"] = Role("greeter"),
                ["arungupta/webapp-service:latest"] = Role("webapp") with { Environment = WebappVariables(options, program) },
            },
            RestartDelay = options.RestartDelay,
            NoEndpoint = options.NoEndpoint,
            Seed = options.Seed,
        };
    }

    // The switches travel beside the manifests, which stay those of the application.
    private static Dictionary<string, string> WebappVariables(GreetingOptions options, LabProgram program)
    {
        var variables = new Dictionary<string, string>(program.Environment, StringComparer.Ordinal);
        if (options.UpstreamFailure is { } failure)
        {
            variables["UPSTREAM_FAILURE"] = failure switch
            {
                UpstreamFailureMode.Hang => "hang",
                UpstreamFailureMode.Error => "500",
                UpstreamFailureMode.Fallback => "fallback",
                _ => throw new System.Diagnostics.UnreachableException(failure.ToString()),
            };
        }

        if (options.UpstreamTimeout is { } timeout)
        {
            variables["UPSTREAM_TIMEOUT"] = string.Create(CultureInfo.InvariantCulture, $"{(long)timeout.TotalMilliseconds}ms");
        }

        if (options.HasCircuitBreaker)
        {
            variables["CIRCUIT_BREAKER"] = "true";
        }

        return variables;
    }

    private static string Manifests(int greeters) =>
        string.Join(
            "---\n",
            Backend("name-service", "name-pod", null),
            ReplicaSet("name-rs", "name-pod", 1, "name", "arungupta/name-service:latest", variables: ""),
            Backend("greeter-service", "greeter-pod", null),
            ReplicaSet("greeter-rs", "greeter-pod", greeters, "name", "arungupta/greeter-service:latest", variables: ""),
            Backend("webapp-service", "webapp-pod", "web"),
            ReplicaSet("webapp-rs", "webapp-pod", 1, "webapp-pod", "arungupta/webapp-service:latest", Addresses)
        );

    private const string Addresses = """
                env:
                - name: NAME_SERVICE_HOST
                  value: name-service
                - name: NAME_SERVICE_PORT
                  value: "8080"
                - name: NAME_SERVICE_PATH
                  value: /
                - name: GREETER_SERVICE_HOST
                  value: greeter-service
                - name: GREETER_SERVICE_PORT
                  value: "8080"
                - name: GREETER_SERVICE_PATH
                  value: /

        """;

    private static string Backend(string name, string pod, string? entryPort) =>
        $"""
            apiVersion: v1
            kind: Service
            metadata:
              name: {name}
            spec:
              selector:
                app: {pod}

            """
        + (
            entryPort is null
                ? """
                      ports:
                      - port: 8080
                        targetPort: 8080

                    """
                : $"""
                      type: LoadBalancer
                      ports:
                      - name: {entryPort}
                        port: 80
                        targetPort: 8080

                    """
        );

    private static string ReplicaSet(string name, string pod, int replicas, string container, string image, string variables) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: {name}
            spec:
              replicas: {replicas}
              selector:
                matchLabels:
                  app: {pod}
              template:
                metadata:
                  labels:
                    app: {pod}
                spec:
                  containers:
                  - name: {container}
                    image: {image}
                    ports:
                    - containerPort: 8080

            """
        ) + variables;
}
