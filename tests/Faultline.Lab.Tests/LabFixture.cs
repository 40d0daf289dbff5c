using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Lab.Tests;

/// <summary>A running lab and a client for its API.</summary>
internal sealed class LabFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ProcessStarter _starter;

    private LabFixture(TemporaryFolder folder, ProcessStarter starter, LabCluster lab)
    {
        _folder = folder;
        _starter = starter;
        Lab = lab;
        Api = ClientFor(lab.ApiUrl, File.ReadAllText(State.TokenPath), State.AuthorityPath);
    }

    public static string TestHost => Path.Combine(AppContext.BaseDirectory, "Faultline.Lab.TestHost");

    public LabCluster Lab { get; }

    public HttpClient Api { get; }

    public LabState State => LabState.Read(Path.GetDirectoryName(Lab.KubeconfigPath)!)!;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<LabFixture> GreetingAsync(GreetingOptions options) =>
        StartAsync(GreetingLab.Create(options, new LabProgram { Path = TestHost, Arguments = ["greeting"] }));

    /// <summary>A lab whose pods are shell scripts: the manifests' image 'sh' runs what its container's args say.</summary>
    public static Task<LabFixture> ShellAsync(string manifests, TimeSpan? restartDelay = null, int nodes = 1) =>
        StartAsync(
            new LabFile
            {
                Name = "shell",
                Manifests = manifests,
                Nodes = [.. Enumerable.Range(0, nodes).Select(_ => new LabNodeFile())],
                PodEvictionTimeout = TimeSpan.Zero,
                Programs = new Dictionary<string, LabProgram>
                {
                    ["sh"] = new() { Path = "/bin/sh", Arguments = ["-c"] },
                    ["sh:2"] = new() { Path = "/bin/sh", Arguments = ["-c"] },
                    ["web:1"] = new() { Path = TestHost, Arguments = ["greeting", "name"] },
                    ["web:2"] = new() { Path = TestHost, Arguments = ["greeting", "greeter"] },
                },
                RestartDelay = restartDelay ?? TimeSpan.Zero,
                Seed = 1,
            }
        );

    public static async Task<LabFixture> StartAsync(LabFile file)
    {
        var folder = new TemporaryFolder();
        var starter = new ProcessStarter(TimeProvider.System);
        var options = new LabOptions { Folder = Path.Combine(folder.Path, "lab"), Environment = ProcessEnvironment.OfThisProcess() };
        var lab = await LabCluster.StartAsync(file, options, starter, TimeProvider.System, Cancelled);
        return new LabFixture(folder, starter, lab);
    }

    public static HttpClient ClientFor(Uri api, string? token, string authorityPath)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(authorityPath) },
        };
        var client = new HttpClient(handler) { BaseAddress = api };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await Api.SendAsync(request, Cancelled);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>Changes a part of an object.</summary>
    public async Task<(int Status, string Body)> PatchAsync(string path, string part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent(part, Encoding.UTF8, "application/merge-patch+json"),
        };
        using var response = await Api.SendAsync(request, Cancelled);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>The text of a log, as soon as it is right.</summary>
    public async Task<string> LogUntilAsync(string pod, Func<string, bool> isRight, string query = "")
    {
        while (true)
        {
            Cancelled.ThrowIfCancellationRequested();
            var (status, log) = await SendAsync(HttpMethod.Get, $"/api/v1/namespaces/default/pods/{pod}/log{query}");
            if (status == 200 && isRight(log))
            {
                return log;
            }
        }
    }

    /// <summary>An object, as soon as it is right.</summary>
    public async Task<DataObject> ObjectUntilAsync(string path, Func<DataObject, bool> isRight)
    {
        while (true)
        {
            Cancelled.ThrowIfCancellationRequested();
            var node = await GetAsync(path);
            if (isRight(node))
            {
                return node;
            }
        }
    }

    public async Task<DataObject> GetAsync(string path) => (DataObject)JsonText.Parse((await SendAsync(HttpMethod.Get, path)).Body);

    public async Task<string[]> NamesAsync(string path) =>
        [
            .. ((DataArray)(await GetAsync(path))["items"]!).Items.Select(item =>
                ((DataObject)((DataObject)item)["metadata"]!).Text("name")!
            ),
        ];

    /// <summary>Asks again and again until the answer is right; the test's timeout is the limit.</summary>
    public async Task<LabStatus> UntilAsync(Func<LabStatus, bool> isRight)
    {
        while (true)
        {
            Cancelled.ThrowIfCancellationRequested();
            var status = Lab.Status();
            if (isRight(status))
            {
                return status;
            }

            await GetAsync("/version");
        }
    }

    public LabPodStatus Any(string name) => Lab.Status().Pods.Single(pod => pod.Name == name);

    public LabPodStatus Pod(string prefix) =>
        Lab.Status().Pods.Single(pod => pod.Name.StartsWith(prefix, StringComparison.Ordinal) && !pod.IsTerminating);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Lab.DisposeAsync();
        await _starter.DisposeAsync();
        _folder.Dispose();
    }
}
