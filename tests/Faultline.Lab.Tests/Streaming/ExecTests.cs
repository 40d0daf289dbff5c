using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.TestKit;

namespace Faultline.Lab.Tests.Streaming;

public sealed class ExecTests
{
    private const string Pods = """
        apiVersion: v1
        kind: Pod
        metadata: { name: one }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"], env: [{ name: COLOUR, value: blue }] }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: over }
        spec: { restartPolicy: Never, containers: [{ name: main, image: sh, args: ["exit 0"] }] }
        """;

    public static TheoryData<string> Protocols { get; } =
    ["spdy:v4.channel.k8s.io", "v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io"];

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Protocols))]
    public async Task Output_errors_and_the_exit_code_arrive_each_apart(string protocol)
    {
        await using var lab = await ReadyAsync();

        var result = await ExecClient.RunAsync(lab, protocol, "one", null, "sh", "-c", "echo $COLOUR; echo oh >&2; exit 3");

        (result.Output, result.Error).ShouldBe(("blue\n", "oh\n"));
        result.Status.ShouldBe(
            """{"metadata": {}, "status": "Failure", "message": "command terminated with non-zero exit code: exit code 3", "reason": "NonZeroExitCode", "details": {"causes": [{"reason": "ExitCode", "message": "3"}]}}"""
        );
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Protocols))]
    public async Task What_ends_well_is_said_to(string protocol)
    {
        await using var lab = await ReadyAsync();

        var result = await ExecClient.RunAsync(lab, protocol, "one", null, "true");

        result.Status.ShouldBe("""{"metadata": {}, "status": "Success"}""");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("spdy:v4.channel.k8s.io")]
    [InlineData("v5.channel.k8s.io")]
    public async Task Megabytes_go_in_and_come_out_as_they_were(string protocol)
    {
        await using var lab = await ReadyAsync();
        var bytes = RandomNumberGenerator.GetBytes(5_000_000);

        var result = await ExecClient.RunAsync(lab, protocol, "one", bytes, "cat");

        result.OutputBytes.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("spdy:v4.channel.k8s.io")]
    [InlineData("v5.channel.k8s.io")]
    public async Task Input_that_nobody_wants_does_not_hold_up_the_end(string protocol)
    {
        await using var lab = await ReadyAsync();

        var result = await ExecClient.RunAsync(lab, protocol, "one", new byte[1_000_000], "true");

        result.StatusObject.Text("status").ShouldBe("Success");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("spdy:v4.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task A_terminal_follows_the_clients_and_has_its_keys(string protocol)
    {
        await using var lab = await ReadyAsync();
        await using var client = await ExecClient.ConnectAsync(lab, protocol, ExecClient.Path("one", "sh"), "stdin", "stdout", "tty");

        await client.ResizeAsync("""{"Width":101,"Height":33}""" + "\n");
        await client.SendAsync("until [ \"$(stty size)\" = '33 101' ]; do :; done; tty; sh -c 'echo now; exec sleep 1000'\r"u8.ToArray());
        var seen = await client.UntilAsync("\r\nnow\r\n");
        // It is in the foreground, since it was it that wrote: the key reaches it, and not the shell that has yet to start it.
        await client.SendAsync([3]);
        await client.SendAsync("exit 4\r"u8.ToArray());
        var result = await client.ResultAsync();

        seen.ShouldContain("/dev/pts/");
        result.Status.ShouldContain("exit code 4");
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Protocols))]
    public async Task When_the_client_is_lost_its_process_ends(string protocol)
    {
        await using var lab = await ReadyAsync();
        var client = await ExecClient.ConnectAsync(
            lab,
            protocol,
            ExecClient.Path("one", "sh", "-c", "echo $$.; exec sleep 1000"),
            "stdout"
        );
        var id = int.Parse((await client.UntilAsync(".\n"))[..^2], CultureInfo.InvariantCulture);
        Processes.IsGone(id).ShouldBeFalse();

        await client.DisposeAsync();

        while (!Processes.IsGone(id))
        {
            await lab.GetAsync("/version");
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_process_ends_with_its_pod_and_the_client_is_told()
    {
        await using var lab = await ReadyAsync();
        await using var client = await ExecClient.ConnectAsync(
            lab,
            "spdy:v4.channel.k8s.io",
            ExecClient.Path("one", "sh", "-c", "echo here; exec sleep 1000"),
            "stdout"
        );
        await client.UntilAsync("here\n");

        await lab.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/default/pods/one?gracePeriodSeconds=0");

        (await client.ResultAsync()).Status.ShouldContain("exit code 137");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_program_that_is_not_there_is_a_failure_and_no_exit_code()
    {
        await using var lab = await ReadyAsync();

        var result = await ExecClient.RunAsync(lab, "v4.channel.k8s.io", "one", null, "no-such-program");

        result.StatusObject.Text("reason").ShouldBe("InternalError");
        result
            .StatusObject.Text("message")
            .ShouldBe(
                "Internal error occurred: error executing command in container: the command 'no-such-program' is not on this machine"
            );
    }

    [Theory(Timeout = 30_000)]
    [InlineData("spdy:v2.channel.k8s.io")]
    [InlineData("channel.k8s.io")]
    [InlineData("base64.channel.k8s.io")]
    public async Task Old_protocols_tell_failures_in_plain_text_and_success_not_at_all(string protocol)
    {
        await using var lab = await ReadyAsync();

        var good = await ExecClient.RunAsync(lab, protocol, "one", null, "echo", "fine");
        var bad = await ExecClient.RunAsync(lab, protocol, "one", null, "false");

        (good.Output, good.Status).ShouldBe(("fine\n", ""));
        bad.Status.ShouldBe("command terminated with non-zero exit code: exit code 1");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_can_not_be_is_refused_before_anything_is_started()
    {
        await using var lab = await ReadyAsync();
        var answers = new StringBuilder();
        foreach (
            var (path, upgrade, protocol) in new[]
            {
                ("one/exec?command=true&stdout=true", "", ""),
                ("one/exec?stdout=true", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/exec?command=true", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/exec?command=true&stdout=false&stderr=0", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/exec?command=true&stdout=true&container=other", "SPDY/3.1", "v4.channel.k8s.io"),
                ("none/exec?command=true&stdout=true", "SPDY/3.1", "v4.channel.k8s.io"),
                ("over/exec?command=true&stdout=true", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/exec?command=true&stdout=true", "SPDY/3.1", "v9.channel.k8s.io"),
                ("one/exec?command=true&stdout=true", "websocket", ""),
                ("one/attach?stdout=true&stdin=true", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/attach?stdout=true&tty=true", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/portforward", "SPDY/3.1", "v4.channel.k8s.io"),
                ("one/portforward", "websocket", ""),
                ("one/portforward?ports=70000", "websocket", ""),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/pods/" + path);
            if (upgrade.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
                request.Headers.TryAddWithoutValidation("Upgrade", upgrade);
                request.Headers.TryAddWithoutValidation("X-Stream-Protocol-Version", protocol);
            }

            using var response = await lab.Api.SendAsync(request, LabFixture.Cancelled);
            var body = await response.Content.ReadAsStringAsync(LabFixture.Cancelled);
            answers.Append(CultureInfo.InvariantCulture, $"{path} {upgrade} {protocol}\n    {(int)response.StatusCode} {body.TrimEnd()}\n");
        }

        Snapshot.Match(answers.ToString());
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_is_attached_sees_what_is_written_from_then_on_until_the_container_ends()
    {
        using var signal = new TemporaryFolder();
        var gate = Path.Combine(signal.Path, "gate");
        var pod = $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: talker }
            spec:
              restartPolicy: Never
              containers: [{ name: main, image: sh, args: ["echo before; while [ ! -e {{gate}} ]; do sleep 0.02; done; echo after; echo oh >&2"] }]
            """;
        await using var lab = await LabFixture.ShellAsync(pod);
        while ((await lab.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/pods/talker/log")).Body != "before\n") { }

        await using var client = await ExecClient.ConnectAsync(
            lab,
            "v4.channel.k8s.io",
            "/api/v1/namespaces/default/pods/talker/attach?container=main",
            "stdout",
            "stderr"
        );
        await client.UntilAsync("");
        await File.WriteAllTextAsync(gate, "", LabFixture.Cancelled);
        var result = await client.ResultAsync();

        (result.Output, result.Error).ShouldBe(("after\n", "oh\n"));
        result.StatusObject.Text("status").ShouldBe("Success");
    }

    private static async Task<LabFixture> ReadyAsync()
    {
        var lab = await LabFixture.ShellAsync(Pods);
        await lab.UntilAsync(status => status.Pods.Count(pod => pod.Phase is "Running" or "Succeeded") == 2);
        return lab;
    }
}
