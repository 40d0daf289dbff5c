using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Extensions;
using Faultline.Abstractions.Functions;
using Faultline.Linux.Processes;
using Faultline.Providers.Local.Extensions;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Extensions;

/// <summary>Extensions that are programs, and do not behave: shell scripts of a few lines.</summary>
public sealed class ExternalExtensionTests : IAsyncDisposable
{
    private const string Script = """
        #!/bin/sh
        while read -r line; do
          id=$(printf '%s' "$line" | sed 's/.*"id": *\([0-9]*\).*/\1/')
          case $line in
            *'"describe"'*) echo '{"id": '$id', "is": "described", "protocol": 1, "name": "sh", "version": "1", "functions": [
                {"module": "sh", "name": "fine", "kind": "probe"}, {"module": "sh", "name": "die", "kind": "action"},
                {"module": "sh", "name": "hang", "kind": "action"}, {"module": "sh", "name": "chatter", "kind": "action"},
                {"module": "sh", "name": "change", "kind": "action"}], "controls": [], "secrets": []}' | tr -d '\n'; echo;;
            *'"sh.fine"'*) echo '{"id": '$id', "is": "succeeded", "output": 5, "warnings": ["careful"]}';;
            *'"sh.die"'*) echo 'these are my last words' >&2; exit 3;;
            *'"sh.chatter"'*) echo 'hello there';;
            *'"sh.change"'*) echo '{"id": '$id', "do": "record", "ask": 7, "change": {"verb": "patch", "resource": "/x", "undo": "put it back"}}'; call=$id;;
            *'"recorded"'*) echo '{"id": '$call', "is": "succeeded", "output": "changed"}';;
            *'"refused"'*) echo '{"id": '$call', "is": "failed", "message": "not changed"}';;
          esac
        done
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly ProcessStarter _starter = new(TimeProvider.System);
    private LoadedExtensions _loaded = LoadedExtensions.None;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_function_of_a_program_answers_with_its_warnings()
    {
        var outcome = await CallAsync("sh.fine");

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString().ShouldBe("5");
        outcome.Warnings.ShouldBe(["careful"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_dies_in_a_call_is_named_with_its_last_words_and_started_again_for_the_next()
    {
        var outcome = await CallAsync("sh.die");
        var next = await CallAsync("sh.fine");

        outcome.ShouldBeOfType<ActivityOutcome.Crashed>().Message.ShouldEndWith("ended with exit code 3: these are my last words");
        next.ShouldBeOfType<ActivityOutcome.Succeeded>();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_that_ignores_a_stop_is_ended_with_its_program()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var call = CallAsync("sh.hang", stop: stop.Token);
        // The program has the call once it answers a later one.
        await CallAsync("sh.fine");
        await stop.CancelAsync();

        (await call).ShouldBeOfType<ActivityOutcome.Stopped>();
        (await CallAsync("sh.fine")).ShouldBeOfType<ActivityOutcome.Succeeded>();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_no_message_ends_the_program_and_is_shown() =>
        (await CallAsync("sh.chatter"))
            .ShouldBeOfType<ActivityOutcome.Crashed>()
            .Message.ShouldEndWith("what it wrote to its standard output is no message: hello there");

    [Fact(Timeout = 60_000)]
    public async Task A_change_is_made_once_it_is_written_down()
    {
        var recorder = new Recorder();

        var outcome = await CallAsync("sh.change", recorder);

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>();
        recorder.Changes.ShouldHaveSingleItem().Undo.ShouldBe("put it back");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_change_that_can_t_be_written_down_is_not_made()
    {
        var outcome = await CallAsync("sh.change", new Recorder { IsFull = true });

        outcome.ShouldBeOfType<ActivityOutcome.Failed>().Message.ShouldBe("not changed");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("echo 'no module acme' >&2; exit 1", "ended with exit code 1: no module acme")]
    [InlineData("echo hello; exec cat", "what it wrote to its standard output is no message: hello")]
    [InlineData(
        "read -r line; echo '{\"id\": 1, \"is\": \"described\", \"protocol\": 9}'; exec cat > /dev/null",
        "does not speak protocol 1"
    )]
    public async Task A_program_that_is_no_extension_is_refused_with_the_reason(string script, string reason)
    {
        var path = Write("bad", "#!/bin/sh\n" + script + "\n");

        var refusal = await Should.ThrowAsync<ExtensionException>(() => LoadAsync(path));

        refusal.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task A_path_where_nothing_is_is_named() =>
        (await Should.ThrowAsync<ExtensionException>(() => LoadAsync("/no/such"))).Message.ShouldBe("there is no extension '/no/such'");

    [Fact]
    public async Task An_assembly_without_an_extension_is_named() =>
        (
            await Should.ThrowAsync<ExtensionException>(() => LoadAsync(typeof(ExternalExtensionTests).Assembly.Location))
        ).Message.ShouldContain("names no extension");

    public async ValueTask DisposeAsync()
    {
        await _loaded.DisposeAsync();
        await _starter.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ActivityOutcome> CallAsync(string name, IChangeRecorder? changes = null, CancellationToken? stop = null)
    {
        if (_loaded.All.Length == 0)
        {
            _loaded = await LoadAsync(Write("extension", Script));
        }

        _loaded.All[0].Functions[0].TryFind(name, out var function).ShouldBeTrue();
        var call = new FunctionCall(DataObject.Empty, DataObject.Empty, DataObject.Empty)
        {
            ActivityName = name,
            Changes = changes ?? NoChangeRecorder.Instance,
        };
        return await function!.CallAsync(call, stop ?? Cancelled);
    }

    private Task<LoadedExtensions> LoadAsync(string path) =>
        LoadedExtensions.LoadAsync([path], _starter, ProcessEnvironment.OfThisProcess(), TimeProvider.System, Cancelled);

    private string Write(string name, string text)
    {
        var path = _folder.Write(name, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private sealed class Recorder : IChangeRecorder
    {
        public bool IsFull { get; init; }

        public List<ChangeRecord> Changes { get; } = [];

        public void Record(ChangeRecord change)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }

            Changes.Add(change);
        }
    }
}
