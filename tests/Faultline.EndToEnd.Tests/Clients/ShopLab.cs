using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Clients;

/// <summary>Whose tests take turns: they drain the nodes that all of them use.</summary>
[CollectionDefinition(nameof(ShopLab))]
public sealed class ShopLabTests : ICollectionFixture<ShopLab>;

/// <summary>The library's shop, brought up by the command that a user types, for the clients that users have.</summary>
public sealed class ShopLab : IAsyncLifetime
{
    private readonly Tool _tool = new();

    public async ValueTask InitializeAsync()
    {
        var up = await _tool.FaultlineAsync("lab", "up", Repository.Path("library", "kubernetes", "shop", "lab.yaml"));
        up.Code.ShouldBe(0, up.All);
        _tool.Environment["KUBECONFIG"] = up.All.Split("export KUBECONFIG=")[1].Split('\n')[0].Trim();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            var down = await _tool.FaultlineAsync("lab", "down", "shop");
            down.Code.ShouldBe(0, down.All);
        }
        finally
        {
            await _tool.DisposeAsync();
        }
    }

    internal string Write(string name, string text) => _tool.Write(name, text);

    internal string Read(string name) => _tool.Read(name);

    internal Task<Ended> RunAsync(string program, params string[] arguments) => _tool.RunAsync(program, arguments);

    internal Task<Ended> FaultlineAsync(params string[] arguments) => _tool.FaultlineAsync(arguments);

    /// <summary>Runs kubectl, which has to succeed.</summary>
    internal async Task<string> KubectlAsync(params string[] arguments)
    {
        Require("/usr/bin/kubectl");
        var ended = await RunAsync("/usr/bin/kubectl", arguments);
        ended.Code.ShouldBe(0, $"kubectl {string.Join(' ', arguments)}\n{ended.All}");
        return ended.Output;
    }

    /// <summary>Leaves the test out, saying why, where a machine lacks a client; CI has to have it.</summary>
    internal static void Require(string path)
    {
        if (!File.Exists(path))
        {
            var why = $"'{path}' is not there: './test' installs it where it may.";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Skip(why);
        }
    }

    /// <summary>A namespace of a test's own, with a deployment in it whose pods write a line and wait.</summary>
    internal async Task DeployAsync(string home, int replicas)
    {
        await KubectlAsync("create", "namespace", home);
        var manifest = Write(
            home + ".yaml",
            $$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: sleepers, namespace: "{{{home}}}" }
            spec:
              replicas: {{{replicas}}}
              selector: {matchLabels: {app: sleepers}}
              template:
                metadata: {labels: {app: sleepers}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: busybox, command: [sh, -c, "echo up; exec sleep 1000"]}]
            """
        );
        await KubectlAsync("apply", "-f", manifest);
        await KubectlAsync("-n", home, "wait", "--for=condition=available", "deployment/sleepers", "--timeout=60s");
    }
}
