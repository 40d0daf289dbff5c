using System.Diagnostics;
using Faultline.TestKit;

namespace Faultline.Proxy.Tests;

/// <summary>A client from npm that was written for Toxiproxy, unchanged.</summary>
public sealed class NodeClientTests
{
    [Fact]
    public async Task A_client_of_Toxiproxy_drives_the_whole_API()
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/npm") && File.Exists("/usr/bin/node"),
            "node and npm are not installed (Debian package 'npm')"
        );
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Repository.Path("tests", "Faultline.Proxy.Tests", "Clients", "toxiproxy-node-client")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        var installed = await RunAsync(folder.Path, "/usr/bin/npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        installed.Code.ShouldBe(0, installed.Output);
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();

        var driven = await RunAsync(
            folder.Path,
            "/usr/bin/node",
            "drive.js",
            scene.Server.Url.GetLeftPart(UriPartial.Authority),
            upstream.Address
        );

        (driven.Code, driven.Output).ShouldBe((0, "driven\n"));
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
