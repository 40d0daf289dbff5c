using System.Diagnostics;
using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class PythonStopTests : IAsyncDisposable
{
    private const string Replaced = "the Python interpreter was replaced: 'look' did not stop within 0.25 s";

    private readonly PythonRun _python = new(
        """
        import ctypes, os, threading, time

        def mark(name): open(os.path.join(os.path.dirname(__file__), name), "w").close()
        def pid(): return os.getpid()
        def nap(name, seconds=100): mark(name); time.sleep(seconds); return "slept"
        def loop(name):
            mark(name)
            while True: time.sleep(0.01)
        def tidy(name):
            mark(name)
            try:
                while True: time.sleep(0.01)
            finally: mark("tidied")
        def deaf(name):
            mark(name)
            while True:
                try: time.sleep(0.01)
                except BaseException: pass
        def swallow(name):
            mark(name)
            try: time.sleep(100)
            except BaseException: pass
            return "went on"
        def locked(name): mark(name); ctypes.PyDLL(None).sleep(100)
        def child(name): os.system("touch %s; sleep 100" % os.path.join(os.path.dirname(__file__), name))
        def where(): return threading.current_thread() is threading.main_thread()
        """
    );

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("nap")]
    [InlineData("loop")]
    [InlineData("swallow")]
    public async Task A_stopped_call_ends_and_leaves_its_interpreter_to_others(string function)
    {
        var before = await _python.ReturnedAsync("pid");

        var outcome = await StopAsync(function);

        outcome.ShouldBeOfType<ActivityOutcome.Stopped>().Warnings.ShouldBeEmpty();
        (await _python.ReturnedAsync("pid")).ShouldBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stopped_call_tidies_up()
    {
        await StopAsync("tidy");

        File.Exists(Path.Combine(_python.Folder, "tidied")).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_loop_on_another_thread_than_the_main_one_stops_too()
    {
        using var stop = new CancellationTokenSource();
        var first = await BeginAsync("loop", "first", stop.Token);

        var second = await StopAsync("loop");
        var third = await _python.ReturnedAsync("where");
        await stop.CancelAsync();

        second.ShouldBeOfType<ActivityOutcome.Stopped>().Warnings.ShouldBeEmpty();
        third.ShouldBe("false");
        (await first).ShouldBeOfType<ActivityOutcome.Stopped>().Warnings.ShouldBeEmpty();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("deaf")]
    [InlineData("locked")]
    public async Task An_interpreter_whose_call_does_not_stop_is_replaced(string function)
    {
        var before = await _python.ReturnedAsync("pid");

        var outcome = await StopAsync(function);

        outcome.ShouldBeOfType<ActivityOutcome.Stopped>().Warnings.ShouldBe([Replaced]);
        (await _python.ReturnedAsync("pid")).ShouldNotBe(before);
        Directory.Exists($"/proc/{before}").ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_that_waits_in_the_kernel_on_another_thread_costs_its_interpreter()
    {
        using var stop = new CancellationTokenSource();
        var other = await BeginAsync("loop", "other", stop.Token);

        var outcome = await StopAsync("nap");

        outcome.ShouldBeOfType<ActivityOutcome.Stopped>().Warnings.ShouldBe([Replaced]);
        (await other).ShouldBe(new ActivityOutcome.Crashed(Replaced));
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_call_that_ends_within_the_grace_is_not_lost_with_its_interpreter()
    {
        var deaf = await BeginStoppableAsync("deaf", "deaf");
        var other = await BeginAsync("nap", "other", CancellationToken.None, ", \"seconds\": 0.35");

        await deaf.Stop.CancelAsync();

        (await deaf.Call).ShouldBeOfType<ActivityOutcome.Stopped>().Warnings.ShouldBe([Replaced]);
        (await other).ShouldBeOfType<ActivityOutcome.Succeeded>().Output.ToString().ShouldBe("\"slept\"");
        deaf.Stop.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_function_started_ends_with_the_interpreter()
    {
        await StopAsync("child");
        await _python.DisposeProviderAsync();

        Sleepers().ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_call_that_was_stopped_before_it_began_is_never_made()
    {
        var call = _python.CallAsync("nap", """{"name": "never"}""", new CancellationToken(canceled: true));

        await Should.ThrowAsync<OperationCanceledException>(call);
        File.Exists(Path.Combine(_python.Folder, "never")).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_the_run_does_not_wait_for_a_call()
    {
        var call = await BeginAsync("nap", "begun", CancellationToken.None);
        var watch = Stopwatch.StartNew();

        await _python.DisposeProviderAsync();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await call).ShouldBe(new ActivityOutcome.Crashed("the run is over"));
    }

    private async Task<ActivityOutcome> StopAsync(string function)
    {
        var (call, stop) = await BeginStoppableAsync(function, "begun");
        await stop.CancelAsync();
        var outcome = await call;
        stop.Dispose();
        return outcome;
    }

    private async Task<(Task<ActivityOutcome> Call, CancellationTokenSource Stop)> BeginStoppableAsync(string function, string name)
    {
        var stop = new CancellationTokenSource();
        return (await BeginAsync(function, name, stop.Token), stop);
    }

    // Wrapped, so that awaiting it awaits the beginning only.
    private async Task<Task<ActivityOutcome>> BeginAsync(string function, string name, CancellationToken stop, string more = "")
    {
        var call = _python.CallAsync(function, $$"""{"name": "{{name}}"{{more}}}""", stop);
        while (!File.Exists(Path.Combine(_python.Folder, name)) && !call.IsCompleted)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return call;
    }

    private IEnumerable<string> Sleepers() =>
        Directory
            .GetDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Where(folder => Text(folder, "cmdline").StartsWith("sleep\0100", StringComparison.Ordinal))
            .Where(folder => Text(folder, "environ").Contains(_python.Folder, StringComparison.Ordinal));

    private static string Text(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
