using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;
using Faultline.Providers.Kubernetes.Access;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>The functions in a world of their own: a folder for home, an environment, a clock.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private KubernetesFunctions? _functions;

    public World(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Environment = new Dictionary<string, string> { ["HOME"] = Folder.Path, ["PATH"] = "/usr/bin:/bin" };
    }

    public TemporaryFolder Folder { get; } = new();

    public Dictionary<string, string> Environment { get; }

    public string Kubeconfig => Path.Combine(Folder.Path, ".kube/config");

    public string ServiceAccount => Path.Combine(Folder.Path, "serviceaccount");

    public KubernetesFunctions Functions =>
        _functions ??= new KubernetesFunctions(new ProcessEnvironment(Environment), _starter, _time, new Random(7), ServiceAccount);

    /// <summary>A kubeconfig with one context, 'test', for the server; the user is 'alice'.</summary>
    public World With(string server, string user = "token: alices-token", string cluster = "")
    {
        Folder.Write(
            ".kube/config",
            $$"""
            current-context: test
            contexts:
            - name: test
              context: {cluster: c1, user: alice}
            clusters:
            - name: c1
              cluster:
                server: {{server}}
                {{cluster.ReplaceLineEndings("\n    ")}}
            users:
            - name: alice
              user:
                {{user.ReplaceLineEndings("\n    ")}}
            """
        );
        return this;
    }

    public World With(FakeCluster cluster) => With(cluster.Api);

    public World With(FakeApi api, string user = "token: alices-token", string cluster = "") => With(api.Address, user, cluster);

    /// <summary>What was written down before it was changed.</summary>
    public SeenChanges Changes { get; } = new();

    public Task<ActivityOutcome> CallAsync(string function, string arguments, string secrets = "{}", CancellationToken? stop = null) =>
        Find(function)
            .CallAsync(
                new FunctionCall(Some.Object(arguments), Some.Object(secrets), DataObject.Empty) { Changes = Changes },
                stop ?? TestContext.Current.CancellationToken
            );

    public Task<ActivityOutcome> ProbeAsync(string secrets = "{}", CancellationToken? stop = null) =>
        CallAsync("pods_in_phase", """{"label_selector":"app=web"}""", secrets, stop);

    public IFunction Find(string function) =>
        Functions.All.SingleOrDefault(f => f.Signature.FullName == function) ?? Functions.All.Single(f => f.Signature.Name == function);

    public IReadOnlyList<CallProblem> Check(string function, string arguments) =>
        [.. ((ICheckArguments)Find(function)).Check(Some.Object(arguments))];

    public ClusterAccess Access(string secrets = "{}") => Functions.AccessFor(Some.Object(secrets));

    public async ValueTask DisposeAsync()
    {
        _functions?.Dispose();
        await _starter.DisposeAsync();
        Folder.Dispose();
    }
}

internal static class OutcomeExtensions
{
    /// <summary>The kind of outcome and its text, for whole comparisons.</summary>
    public static string Line(this ActivityOutcome outcome) =>
        outcome switch
        {
            ActivityOutcome.Succeeded { Unproven: { } reason } done => $"succeeded {done.Output}, unproven: {reason}",
            ActivityOutcome.Succeeded done => $"succeeded {done.Output}",
            ActivityOutcome.Failed failed => "failed: " + failed.Message,
            ActivityOutcome.Crashed crashed => "crashed: " + crashed.Message,
            _ => "stopped",
        };
}
