using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class PythonInterpreterTests : IAsyncDisposable
{
    private readonly PythonRun _python = new(
        """
        import os, threading, time
        imported = time.time()
        barrier = threading.Barrier(100)

        def pid(): return os.getpid()
        def when(): return imported
        def meet(i): barrier.wait(30); return i
        def where(): return threading.current_thread() is threading.main_thread()
        def shown(secrets):
            private = {name: open("/proc/self/" + name, "rb").read().decode("utf-8", "replace") for name in ("cmdline", "environ")}
            return {"knows": len(secrets["tok"]), "tells": [name for name, text in private.items() if secrets["tok"] in text]}
        """
    );

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task One_interpreter_serves_all_calls_and_imports_once()
    {
        (string, string)[] seen =
        [
            (await _python.ReturnedAsync("pid"), await _python.ReturnedAsync("when")),
            (await _python.ReturnedAsync("pid"), await _python.ReturnedAsync("when")),
        ];

        seen[1].ShouldBe(seen[0]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hundred_calls_run_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _python.ReturnedAsync("meet", $$"""{"i": {{i}}}""")));

        all.ShouldBe(Enumerable.Range(0, 100).Select(i => i.ToString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_alone_runs_on_the_main_thread_as_signal_handlers_and_event_loops_want_it()
    {
        (await _python.ReturnedAsync("where")).ShouldBe("true");
    }

    [Fact(Timeout = 60_000)]
    public async Task Secrets_stand_neither_on_the_command_line_nor_in_the_environment()
    {
        var call = _python.Call("shown", DataObject.Empty, "[\"s\"]") with
        {
            Secrets = DataObject.Of(("s", DataObject.Of(("tok", "a-very-secret-token")))),
        };

        var outcome = await _python.Provider.RunAsync(call, TestContext.Current.CancellationToken);

        outcome.ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString().ShouldBe("""{"knows": 19, "tells": []}""");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_interpreter_ends_with_the_provider()
    {
        var pid = await _python.ReturnedAsync("pid");

        await _python.DisposeProviderAsync();

        Directory.Exists($"/proc/{pid}").ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_interpreter_that_was_never_needed_is_never_started()
    {
        await _python.DisposeProviderAsync();

        File.Exists(Path.Combine(_python.Folder, "python.out")).ShouldBeFalse();
    }
}
