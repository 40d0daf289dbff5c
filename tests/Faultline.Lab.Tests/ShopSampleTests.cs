using System.Runtime.CompilerServices;

namespace Faultline.Lab.Tests;

public sealed class ShopSampleTests
{
    private static CancellationToken Cancelled => LabFixture.Cancelled;

    [Fact(Timeout = 90_000)]
    public async Task The_shop_sells_also_when_one_of_its_three_nodes_is_lost()
    {
        await using var lab = await LabFixture.StartAsync(Read());
        await lab.Lab.WaitUntilReadyAsync(Cancelled);
        var before = await ShopAsync(lab);

        lab.Lab.KillNode("lab-node-1");
        await lab.UntilAsync(now =>
            now.Pods.Count(pod => pod.IsReady && pod.Name.StartsWith("web-", StringComparison.Ordinal) && pod.Node != "lab-node-1") == 3
        );

        before.ShouldBe("We have: tea, coffee, chaos\n");
        (await ShopAsync(lab)).ShouldBe("We have: tea, coffee, chaos\n");
    }

    private static LabFile Read([CallerFilePath] string source = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../library/kubernetes/shop"));
        LabFileText.TryRead(File.ReadAllText(Path.Combine(folder, "lab.yaml")), folder, out var file, out var problems).ShouldBeTrue();
        problems.ShouldBeEmpty();
        return file! with { PodEvictionTimeout = TimeSpan.Zero };
    }

    // The catalogue has lost a pod of its two as well, and the service may have just sent us there.
    private static async Task<string> ShopAsync(LabFixture lab)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (true)
        {
            using var response = await client.GetAsync(lab.Lab.ServiceUrl("web"), Cancelled);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsStringAsync(Cancelled);
            }
        }
    }
}
