using System.Text;
using Faultline.Abstractions;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.Lab.Tests.Streaming;

/// <summary>The real kubectl, of whatever version is installed.</summary>
public sealed class KubectlTests : IAsyncDisposable
{
    private const string Kubectl = "/usr/bin/kubectl";

    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: { name: one }
        spec: { containers: [{ name: main, image: sh, args: ["exec sleep 1000"] }] }
        """;

    private readonly ProcessStarter _starter = new(TimeProvider.System);

    public ValueTask DisposeAsync() => _starter.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Exec_hands_on_output_errors_and_exit_code()
    {
        await using var lab = await ReadyAsync();

        var run = await RunAsync(lab, "", "exec", "one", "--", "sh", "-c", "echo out; echo oh >&2; exit 3");

        (run.Code, run.Output).ShouldBe((3, "out\n"));
        run.Error.ShouldStartWith("oh\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Exec_hands_on_input()
    {
        await using var lab = await ReadyAsync();

        (await RunAsync(lab, "x\n", "exec", "-i", "one", "--", "cat")).Output.ShouldBe("x\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Exec_hands_on_a_hundred_megabytes()
    {
        await using var lab = await ReadyAsync();
        var count = 0L;

        var run = await RunAsync(lab, "", bytes => count += bytes.Length, "exec", "one", "--", "head", "-c", "100000000", "/dev/zero");

        (run.Code, count).ShouldBe((0, 100_000_000));
    }

    [Fact(Timeout = 60_000)]
    public async Task Cp_copies_a_folder_there_and_back()
    {
        await using var lab = await ReadyAsync();
        using var folder = new TemporaryFolder();
        var text = new string('x', 1_000_000);
        folder.Write("here/inner/file", text);

        var there = await RunAsync(lab, "", "cp", Path.Combine(folder.Path, "here"), "one:" + Path.Combine(folder.Path, "there"));
        var back = await RunAsync(lab, "", "cp", "one:" + Path.Combine(folder.Path, "there"), Path.Combine(folder.Path, "back"));

        (there.Code, back.Code).ShouldBe((0, 0), there.Error + back.Error);
        (await File.ReadAllTextAsync(Path.Combine(folder.Path, "back/inner/file"), LabFixture.Cancelled)).ShouldBe(text);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_refused_is_said_as_by_a_cluster()
    {
        await using var lab = await ReadyAsync();

        var container = await RunAsync(lab, "", "exec", "one", "-c", "other", "--", "true");
        var program = await RunAsync(lab, "", "exec", "one", "--", "no-such-program");

        container.Error.ShouldContain("container other is not valid for pod one");
        program.Error.ShouldContain("error executing command in container: the command 'no-such-program' is not on this machine");
        (container.Code, program.Code).ShouldBe((1, 1));
    }

    [Fact(Timeout = 60_000)]
    public async Task Port_forward_carries_requests_to_a_real_service()
    {
        RequireKubectl();
        await using var lab = await LabFixture.GreetingAsync(new Faultline.Lab.Greeting.GreetingOptions());
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new StringBuilder();
        var forward = Start(
            lab,
            bytes =>
            {
                seen.Append(Encoding.UTF8.GetString(bytes));
                if (seen.ToString().Split('\n')[0].Split("127.0.0.1:") is [_, var rest, ..] && rest.Contains(' ', StringComparison.Ordinal))
                {
                    ready.TrySetResult(rest.Split(' ')[0]);
                }
            },
            _ => { },
            takesInput: false,
            "port-forward",
            "pod/" + lab.Pod("webapp").Name,
            ":8080"
        );
        using var client = new HttpClient();
        var address = new Uri($"http://127.0.0.1:{await ready.Task.WaitAsync(LabFixture.Cancelled)}/");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetStringAsync(address, LabFixture.Cancelled)));

        answers.Distinct().Count().ShouldBe(1);
        await forward.EndAsync(TimeSpan.FromSeconds(5));
    }

    private static void RequireKubectl()
    {
        if (!File.Exists(Kubectl))
        {
            var why = $"'{Kubectl}' is not installed: what it does with the lab can't be seen. './test' installs it where it may.";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Skip(why);
        }
    }

    private static async Task<LabFixture> ReadyAsync()
    {
        RequireKubectl();
        var lab = await LabFixture.ShellAsync(Pod);
        await lab.Lab.WaitUntilReadyAsync(LabFixture.Cancelled);
        return lab;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(LabFixture lab, string input, params string[] arguments)
    {
        var output = new MemoryStream();
        var run = await RunAsync(lab, input, bytes => output.Write(bytes), arguments);
        return (run.Code, Encoding.UTF8.GetString(output.ToArray()), run.Error);
    }

    private async Task<(int Code, string Error)> RunAsync(LabFixture lab, string input, OutputSink output, params string[] arguments)
    {
        var error = new MemoryStream();
        var child = Start(lab, output, bytes => error.Write(bytes), takesInput: true, arguments);
        child.SendInput(Encoding.UTF8.GetBytes(input));
        child.CloseInput();
        var status = await child.Completed.WaitAsync(LabFixture.Cancelled);
        return (status.Number, Encoding.UTF8.GetString(error.ToArray()));
    }

    private ChildProcess Start(LabFixture lab, OutputSink output, OutputSink error, bool takesInput, params string[] arguments) =>
        _starter.Start(
            new ProcessSpec
            {
                Path = Kubectl,
                Arguments = ["--kubeconfig", lab.Lab.KubeconfigPath, .. arguments],
                Environment = ProcessEnvironment.OfThisProcess().All,
                StandardOutput = output,
                StandardError = error,
                TakesInput = takesInput,
            }
        );
}
