using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Proxy.Tests;

/// <summary>Many at once, and some who do not behave.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task Ten_thousand_requests_at_once_leave_nothing_behind()
    {
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        using var client = new HttpClient { BaseAddress = scene.Server.Url };
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => ComeAndGoAsync(scene, upstream.Address, worker, 10)));
        var files = OpenFiles();
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        // Each round is ten requests.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => ComeAndGoAsync(scene, upstream.Address, worker, 63)));

        (await scene.SendAsync("GET", "/proxies", "")).Text.ShouldBe("{}\n");
        await Scene.UntilAsync(() => Task.FromResult(OpenFiles() <= files + 16), $"no more files are open than the {files} before");
        (GC.GetTotalMemory(forceFullCollection: true) - memory).ShouldBeLessThan(4 * 1024 * 1024);
    }

    [Fact]
    public async Task A_proxy_is_deleted_while_two_thousand_connections_speak_through_it()
    {
        const int count = 2000;
        using var upstream = Upstream.Echo();
        await using var scene = await Scene.StartAsync();
        var address = await scene.ProxyAsync(upstream.Address);
        await scene.ToxicAsync("latency:latency=20,jitter=20", 0.5);
        var clients = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            clients.Add(await Scene.ConnectAsync(address));
        }

        var speaking = Task.WhenAll(clients.Select(SpeakUntilItEndsAsync));
        await Scene.UntilAsync(async () => await scene.MetricAsync("faultline_toxic_bytes_total") > count, "they speak");
        var (changes, deleted) = (ChangeAsync(scene), scene.AskAsync("DELETE", "/proxies/p"));

        (await deleted).Status.ShouldBe(204);
        await speaking.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        (await changes).ShouldBeSubsetOf([200, 204, 404, 409]);
        clients.ForEach(client => client.Dispose());
        await Scene.UntilAsync(async () => await scene.MetricAsync("faultline_proxy_held_bytes") == 0, "nothing is held");
        // Its port is free again.
        await scene.ProxyAsync(upstream.Address, listen: address.ToString()!);
    }

    [Theory]
    [InlineData("GET /proxies HTTP/1.1\r\nHost: x")]
    [InlineData("POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"name\":")]
    [InlineData("POST /proxies HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"na")]
    [InlineData("\0\u0001nonsense\r\n\r\n")]
    [InlineData("GET /proxies/%zz%2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://x/proxies HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    public async Task Half_a_request_or_a_broken_one_is_nobody_elses_trouble(string text)
    {
        await using var scene = await Scene.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var client = await Scene.ConnectAsync(IPEndPoint.Parse(scene.Server.Url.Authority));
            await client.SendAsync(Encoding.Latin1.GetBytes(text));
            if (i % 2 == 0)
            {
                client.Shutdown(SocketShutdown.Send);
                (await AnswerAsync(client)).ShouldNotStartWith("HTTP/1.1 5");
            }
        }

        (await scene.SendAsync("GET", "/proxies", "")).ShouldBe((200, "{}\n"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_a_large_one_is_not()
    {
        await using var scene = await Scene.StartAsync();
        var many = string.Join(
            ',',
            Enumerable.Range(0, 5000).Select(i => $"{{\"name\":\"p{i}\",\"listen\":\"a:1\",\"upstream\":\"b:1\",\"enabled\":false}}")
        );

        (await scene.SendAsync("POST", "/populate", $"[{many}]")).Status.ShouldBe(201);
        using var client = await Scene.ConnectAsync(IPEndPoint.Parse(scene.Server.Url.Authority));
        await client.SendAsync("POST /populate HTTP/1.1\r\nHost: x\r\nContent-Length: 31000000\r\n\r\n"u8.ToArray());
        (await AnswerAsync(client)).ShouldStartWith("HTTP/1.1 413 ");
        (await scene.AskAsync("GET", "/proxies")).Body!.AsObject().Count.ShouldBe(5000);
    }

    private static async Task ComeAndGoAsync(Scene scene, string upstream, int worker, int rounds)
    {
        var path = $"/proxies/p{worker}";
        for (var round = 0; round < rounds; round++)
        {
            await scene.ProxyAsync(upstream, $"p{worker}");
            await scene.ToxicAsync("latency:latency=1", proxy: $"p{worker}", name: "t");
            await scene.UpdateAsync("t", "latency=2", $"p{worker}");
            (await scene.AskAsync("GET", $"{path}/toxics")).Status.ShouldBe(200);
            (await scene.AskAsync("GET", "/proxies")).Status.ShouldBe(200);
            (await scene.SendAsync("PATCH", path, "{\"enabled\":false}")).Status.ShouldBe(200);
            (await scene.SendAsync("PATCH", path, "{")).Status.ShouldBe(400);
            (await scene.SendAsync("GET", "/metrics", "")).Status.ShouldBe(200);
            await scene.RemoveAsync("t", $"p{worker}");
            (await scene.AskAsync("DELETE", path)).Status.ShouldBe(204);
        }
    }

    // What can be read of it: who has not sent all may be cut off.
    private static async Task<string> AnswerAsync(Socket client)
    {
        try
        {
            return Encoding.Latin1.GetString(await Scene.ReadAsync(client, 1000));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "";
        }
    }

    private static async Task SpeakUntilItEndsAsync(Socket client)
    {
        try
        {
            var buffer = new byte[100];
            do
            {
                await client.SendAsync(buffer);
            } while (await client.ReceiveAsync(buffer) > 0);
        }
        catch (SocketException)
        {
            // It ended while we sent.
        }
    }

    // Other requests about the proxy meanwhile: they find it or they do not.
    private static async Task<int[]> ChangeAsync(Scene scene)
    {
        var answers = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add((await scene.SendAsync("POST", "/proxies/p/toxics", $"{{\"type\":\"timeout\",\"name\":\"t{i}\"}}")).Status);
            answers.Add((await scene.AskAsync("DELETE", $"/proxies/p/toxics/t{i}")).Status);
            answers.Add((await scene.SendAsync("PATCH", "/proxies/p", "{}")).Status);
        }

        return [.. answers];
    }

    private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;
}
