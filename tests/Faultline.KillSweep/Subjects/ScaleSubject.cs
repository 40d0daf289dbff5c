using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.KillSweep.Worlds;
using Faultline.Lab;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.KillSweep.Subjects;

/// <summary>Deployments of a lab, one for each world, that are scaled.</summary>
internal sealed class ScaleSubject : Subject, IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ProcessStarter _starter;
    private readonly LabCluster _lab;
    private readonly HttpClient _api;
    private readonly ConcurrentQueue<int> _free;
    private readonly ConcurrentDictionary<World, int> _taken = [];

    private ScaleSubject(TemporaryFolder folder, ProcessStarter starter, LabCluster lab, int worlds)
    {
        (_folder, _starter, _lab) = (folder, starter, lab);
        _free = new ConcurrentQueue<int>(Enumerable.Range(0, worlds));
        var state = Path.GetDirectoryName(lab.KubeconfigPath)!;
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2;
        _api = new HttpClient(handler) { BaseAddress = lab.ApiUrl };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            File.ReadAllText(LabState.Read(state)!.TokenPath)
        );
    }

    public override string Name => "scale_deployment";

    public override bool IsProven => false;

    public override IEnumerable<KeyValuePair<string, string>> Variables => [new("KUBECONFIG", _lab.KubeconfigPath)];

    public static async Task<ScaleSubject> StartAsync(int worlds, CancellationToken stop)
    {
        var folder = new TemporaryFolder();
        var starter = new ProcessStarter(TimeProvider.System);
        var file = new LabFile
        {
            Name = "sweep",
            Manifests = string.Join("\n---\n", Enumerable.Range(0, worlds).Select(Deployment)),
            Nodes = [new LabNodeFile()],
            Programs = new Dictionary<string, LabProgram>
            {
                ["none"] = new() { Path = "/bin/sleep", Arguments = [] },
            },
            Seed = 1,
        };
        var options = new LabOptions { Folder = Path.Combine(folder.Path, "lab"), Environment = ProcessEnvironment.OfThisProcess() };
        return new ScaleSubject(folder, starter, await LabCluster.StartAsync(file, options, starter, TimeProvider.System, stop), worlds);
    }

    public override Task MakeAsync(World world, CancellationToken stop)
    {
        _taken.GetOrAdd(
            world,
            _ => _free.TryDequeue(out var free) ? free : throw new InvalidOperationException("More worlds than deployments.")
        );
        return Task.CompletedTask;
    }

    public override IEnumerable<string> Actions(World world) =>
        [
            $$"""
                "name": "scale", "provider": {"type": "python", "module": "chaosk8s.deployment.actions", "func": "scale_deployment",
                "arguments": {"name": "d{{_taken[world]}}", "replicas": 0} }
                """,
        ];

    public override string Read(World world)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/apis/apps/v1/namespaces/default/deployments/d{_taken[world]}");
        using var answer = _api.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return ((JsonText.Parse(reader.ReadToEnd()) as DataObject)?["spec"])?.ToString() ?? "gone";
    }

    public override void Remove(World world)
    {
        if (_taken.TryRemove(world, out var number))
        {
            _free.Enqueue(number);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _lab.DisposeAsync();
        await _starter.DisposeAsync();
        _folder.Dispose();
    }

    // Its pods wait for a node that there is not: nothing but the object is at stake.
    private static string Deployment(int number) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: d{{number}} }
            spec:
              replicas: 2
              selector: { matchLabels: { app: d{{number}} } }
              template:
                metadata: { labels: { app: d{{number}} } }
                spec: { nodeSelector: { none: such }, containers: [{ name: one, image: none }] }
            """;
}
