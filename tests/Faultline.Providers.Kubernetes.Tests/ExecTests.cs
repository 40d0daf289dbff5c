using System.Net.WebSockets;
using System.Text;
using Faultline.Providers.Kubernetes.Exec;
using Faultline.TestKit;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Commands in pods, over a WebSocket.</summary>
public sealed class ExecTests : IAsyncDisposable
{
    private const string Path = "/api/v1/namespaces/shop/pods/web-1-abcde/exec";
    private const string Arguments = """{"cmd":"sh -c 'echo a b'","label_selector":"app=web","ns":"shop","qty":1}""";

    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 20_000)]
    [InlineData("v4.channel.k8s.io")]
    [InlineData("v5.channel.k8s.io")]
    public async Task The_newest_protocol_that_the_server_knows_is_spoken(string protocol)
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, Ending(0, "a b\n") with { Protocol = protocol });

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldBe(
                """succeeded [{"pod_name": "web-1-abcde", "exit_code": 0, "cmd": "sh -c 'echo a b'", "stdout": "a b\n", "stderr": ""}]"""
            );
        var seen = cluster.Api.Seen.Single(request => request.Path == Path);
        seen.Headers["Sec-WebSocket-Protocol"].ShouldBe("v5.channel.k8s.io, v4.channel.k8s.io");
        seen.Headers["Authorization"].ShouldBe("Bearer alices-token");
        seen.Query.ShouldBe("?container=web&command=sh&command=-c&command=echo a b&stdin=false&stdout=true&stderr=true&tty=false");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_that_fails_is_told_with_its_code_and_its_errors_and_proves_nothing()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, Ending(3, "out", "no such file\n"));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldBe(
                """succeeded [{"pod_name": "web-1-abcde", "exit_code": 3, "cmd": "sh -c 'echo a b'", "stdout": "out", "stderr": "no such file\n"}], """
                    + "unproven: the command did not end with exit code 0 in 'web-1-abcde' (3)"
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_that_could_not_be_started_says_why()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On(
            "GET " + Path,
            Speaking(
                (
                    3,
                    """{"metadata":{},"status":"Failure","message":"exec: \"nope\": executable file not found in $PATH","reason":"InternalError","code":500}"""
                )
            )
        );

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome.Line().ShouldContain("\"exit_code\": 1");
        outcome.Line().ShouldContain("executable file not found");
    }

    [Fact(Timeout = 20_000)]
    public async Task Output_that_comes_in_pieces_is_put_together()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, Speaking((1, ""), (2, ""), (1, "one "), (2, "E"), (1, "two"), (3, """{"status":"Success"}""")));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldContain(
                """
                "stdout": "one two", "stderr": "E"
                """
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_connection_that_ends_too_early_is_a_failure()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, Speaking((1, "half")));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldStartWith(
                "failed: cannot get the exec of pod 'web-1-abcde' in namespace 'shop': the connection ended before anybody said how the command ended."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_that_takes_too_long_is_given_up()
    {
        var clock = new ManualClock();
        await using var world = new World(clock);
        await using var cluster = await Samples.Cluster();
        var connected = new TaskCompletionSource();
        cluster.On(
            "GET " + Path,
            new FakeAnswer(200, "")
            {
                Speak = async socket =>
                {
                    connected.SetResult();
                    await socket.ReceiveAsync(new byte[1], CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default);
                },
            }
        );

        var outcome = await Patience.UntilAsync(
            clock,
            world.With(cluster).CallAsync("exec_in_pods", Arguments),
            () => connected.Task.IsCompleted
        );

        outcome.Line().ShouldStartWith("failed: cannot get the exec of pod 'web-1-abcde' in namespace 'shop': ");
        outcome.Line().ShouldContain(" within 60 s. ");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_refused_command_names_verb_and_resource()
    {
        await using var cluster = await Samples.Cluster();
        cluster.On("GET " + Path, FakeAnswer.Status(403, "Forbidden", "no")).On("POST " + Path, FakeAnswer.Status(403, "Forbidden", "no"));

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", Arguments);

        outcome
            .Line()
            .ShouldStartWith(
                "crashed: cannot get the exec of pod 'web-1-abcde' in namespace 'shop': HTTP 403 Forbidden: user 'alice' (token) may not get 'pods/exec' in namespace 'shop'."
            );
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pod_without_the_container_is_left_out_with_a_word()
    {
        await using var cluster = await Samples.Cluster();

        var outcome = await _world
            .With(cluster)
            .CallAsync("exec_in_pods", """{"cmd":["true"],"label_selector":"app=web","ns":"shop","container_name":"db"}""");

        outcome.Line().ShouldBe("succeeded [], unproven: no command was run: no pod that was chosen has a container 'db'");
        outcome.Warnings.ShouldBe(["the pod 'web-1-abcde' has no container 'db' and was left out"]);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("\"\"", "A command must be set to run a container")]
    [InlineData("[]", "A command must be set to run a container")]
    [InlineData("\"echo 'a\"", "The command 'echo 'a' has a quote that is not closed.")]
    public async Task A_command_that_is_none_is_refused(string command, string message)
    {
        await using var cluster = await Samples.Cluster();

        var outcome = await _world.With(cluster).CallAsync("exec_in_pods", $$"""{"cmd":{{command}},"label_selector":"app=web"}""");

        outcome.Line().ShouldBe("failed: " + message);
        cluster.Api.Seen.ShouldBeEmpty();
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_goes_over_TLS_with_the_trust_and_the_certificate_of_everything_else()
    {
        var authority = new TestAuthority();
        var pod = Some.Object("""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"web"}]},"status":{"phase":"Running"}}""");
        await using var api = await FakeApi.StartAsync(
            seen => seen.Path.EndsWith("/exec", StringComparison.Ordinal) ? Ending(0, "done") : Some.PodList(pod),
            authority.Server("api.example.test")
        );
        var (certificate, key) = authority.Client("alice");

        var outcome = await _world
            .With(
                api,
                $"client-certificate-data: {Base64(certificate)}\nclient-key-data: {Base64(key)}",
                $"certificate-authority-data: {Base64(authority.Pem)}\ntls-server-name: api.example.test"
            )
            .CallAsync("exec_in_pods", """{"cmd":"true","label_selector":"app=web","qty":1}""");

        outcome.Line().ShouldContain("\"stdout\": \"done\"");
        var exec = api.Seen.Single(seen => seen.Path.EndsWith("/exec", StringComparison.Ordinal));
        (exec.ClientCertificate, exec.ServerName).ShouldBe(("CN=alice", "api.example.test"));
    }

    [Theory]
    [InlineData("a  b\tc", "a|b|c")]
    [InlineData("'a b' \"c d\"e ''", "a b|c de|")]
    [InlineData(@"a\ b \'c ""d\""e\n""", @"a b|'c|d""e\n")]
    [InlineData("", "")]
    public void Lines_are_cut_as_a_shell_cuts_them(string line, string words)
    {
        ShellWords.TrySplit(line, out var found).ShouldBeTrue();
        string.Join('|', found).ShouldBe(words);
    }

    /// <summary>A command that ends.</summary>
    internal static FakeAnswer Ending(int code, string stdout = "", string stderr = "") =>
        Speaking(
            (1, stdout),
            (2, stderr),
            (
                3,
                code == 0
                    ? """{"metadata":{},"status":"Success"}"""
                    : $$$"""{"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"{{{code}}}"}]}}"""
            )
        );

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static FakeAnswer Speaking(params (byte Channel, string Text)[] messages) =>
        new(200, "")
        {
            Speak = async socket =>
            {
                foreach (var (channel, text) in messages)
                {
                    await socket.SendAsync(
                        new ReadOnlyMemory<byte>([channel, .. Encoding.UTF8.GetBytes(text)]),
                        WebSocketMessageType.Binary,
                        endOfMessage: true,
                        CancellationToken.None
                    );
                }

                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
            },
        };
}
