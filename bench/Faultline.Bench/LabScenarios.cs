using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Faultline.Abstractions.Data;
using Faultline.Lab;
using Faultline.Linux.Processes;

namespace Faultline.Bench;

/// <summary>
/// A lab of a size: how long it takes to come up, what it weighs, and how long its clients and the functions wait. The pods of the
/// second lab fit on no node, so that only the API is measured.
/// </summary>
internal sealed class LabScenarios(string faultline, int rounds, TextWriter output) : IAsyncDisposable
{
    private const int Running = 500;
    private const int Listed = 5_000;

    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private readonly string _folder = Directory.CreateTempSubdirectory("faultline-bench-").FullName;

    public async Task<int> RunAsync()
    {
        await RunAsync("three services, 500 pods of 'sleep'", Documents.Lab(Running, fits: true), StartAsync);
        await RunAsync("5,000 pods in the API", Documents.Lab(Listed, fits: false), ListAsync);
        await SizesAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _starter.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string title, string file, Func<HttpClient, Stopwatch, Task> measure)
    {
        await output.WriteLineAsync(title);
        await File.WriteAllTextAsync(Path.Combine(_folder, "lab.yaml"), file);
        var watch = Stopwatch.StartNew();
        await CommandAsync("lab", "up", "lab.yaml");
        await LineAsync("'lab up' returns after", Seconds(watch.Elapsed));
        try
        {
            using var client = Client();
            await measure(client, watch);
        }
        finally
        {
            watch.Restart();
            await CommandAsync("lab", "down", "bench");
            await LineAsync("'lab down' takes", Seconds(watch.Elapsed));
        }
    }

    private async Task StartAsync(HttpClient client, Stopwatch watch)
    {
        await UntilAsync(client, node => Status(node, "readyReplicas") == Running);
        await LineAsync("all pods ready after", Seconds(watch.Elapsed));
        await LineAsync("list them", await MedianAsync(() => client.GetByteArrayAsync("/api/v1/pods")));
        await File.WriteAllTextAsync(Path.Combine(_folder, "one.json"), Documents.OneProcess(1));
        await File.WriteAllTextAsync(Path.Combine(_folder, "plan.json"), Documents.TerminateHalf());
        var without = await MedianAsync(() => CommandAsync("plan", "one.json"));
        var with = await MedianAsync(() => CommandAsync("plan", "plan.json"));
        await LineAsync("plan to delete half by chance", $"{with} (one of 'true': {without})");
        await SupervisorAsync();
    }

    private async Task ListAsync(HttpClient client, Stopwatch watch)
    {
        watch.Restart();
        using var scale = new StringContent($$"""{"spec": {"replicas": {{Listed}} } }""", null, "application/merge-patch+json");
        (await client.PatchAsync("/apis/apps/v1/namespaces/default/deployments/many/scale", scale)).EnsureSuccessStatusCode();
        await UntilAsync(client, node => Status(node, "replicas") == Listed);
        await LineAsync("all pods created after", Seconds(watch.Elapsed));
        var bytes = (await client.GetByteArrayAsync("/api/v1/pods")).Length;
        await LineAsync($"list them ({bytes / 1048576.0:0.0} MiB)", await MedianAsync(() => client.GetByteArrayAsync("/api/v1/pods")));
        await LineAsync("watch them from the beginning", await MedianAsync(() => WatchAsync(client)));
        await File.WriteAllTextAsync(Path.Combine(_folder, "none.json"), Documents.OneProcess(1));
        await File.WriteAllTextAsync(Path.Combine(_folder, "select.json"), Documents.CountPods());
        var without = await MedianAsync(() => CommandAsync("run", "none.json"));
        var with = await MedianAsync(() => CommandAsync("run", "select.json"));
        await LineAsync("a run that selects among them", $"{with} (one of 'true': {without})");
        await SupervisorAsync();
    }

    private static async Task WatchAsync(HttpClient client)
    {
        using var stream = await client.GetStreamAsync("/api/v1/pods?watch=true&resourceVersion=0");
        using var reader = new StreamReader(stream);
        for (var i = 0; i < Listed; i++)
        {
            _ = await reader.ReadLineAsync() ?? throw new InvalidDataException($"the watch ended after {i} objects");
        }
    }

    private async Task SupervisorAsync()
    {
        var state = LabState.Read(Path.Combine(_folder, "state/labs/bench"))!;
        var status = await File.ReadAllLinesAsync($"/proc/{state.ProcessId}/status");
        await LineAsync(
            "memory of the lab, at most",
            status.Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal))[6..].Trim()
        );
    }

    private async Task SizesAsync()
    {
        await output.WriteLineAsync("sizes");
        var packages = Path.Combine(Path.GetDirectoryName(faultline)!, "artifacts", "packages");
        foreach (var name in new[] { "faultline", "faultline-image.tar" })
        {
            var file = new FileInfo(Path.Combine(packages, name));
            await LineAsync(name, file.Exists ? $"{file.Length / 1048576.0:0.0} MiB" : "not built: eng/package");
        }
    }

    private static double? Status(DataObject deployment, string count) =>
        ((deployment["status"] as DataObject)?[count] as DataNumber)?.ToDouble();

    private static async Task UntilAsync(HttpClient client, Func<DataObject, bool> isRight)
    {
        while (!isRight((DataObject)JsonText.Parse(await client.GetByteArrayAsync("/apis/apps/v1/namespaces/default/deployments/many"))))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private HttpClient Client()
    {
        var state = LabState.Read(Path.Combine(_folder, "state/labs/bench"))!;
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(state.AuthorityPath) },
        };
        var client = new HttpClient(handler) { BaseAddress = state.ApiUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(state.TokenPath));
        return client;
    }

    private async Task<string> CommandAsync(params string[] arguments)
    {
        var log = new MemoryStream();
        void Keep(ReadOnlySpan<byte> bytes)
        {
            lock (log)
            {
                log.Write(bytes);
            }
        }

        var child = _starter.Start(
            new ProcessSpec
            {
                Path = faultline,
                Arguments = ["--state-dir", Path.Combine(_folder, "state"), .. arguments],
                Environment = new Dictionary<string, string>(Measurement.Variables())
                {
                    ["KUBECONFIG"] = Path.Combine(_folder, "state/labs/bench/kubeconfig"),
                },
                WorkingDirectory = _folder,
                StandardOutput = Keep,
                StandardError = Keep,
            }
        );
        var status = await child.Completed;
        var text = System.Text.Encoding.UTF8.GetString(log.ToArray());
        return status.Number == 0
            ? text
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {status.Number}: {text}");
    }

    private async Task<string> MedianAsync(Func<Task> work)
    {
        var times = new List<TimeSpan>();
        // The first one does not count.
        for (var round = 0; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await work();
            if (round > 0)
            {
                times.Add(watch.Elapsed);
            }
        }

        return Seconds(times.Order().ElementAt(times.Count / 2));
    }

    private Task LineAsync(string what, string value) => output.WriteLineAsync($"  {what, -34}{value}");

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.000 s", CultureInfo.InvariantCulture);
}
