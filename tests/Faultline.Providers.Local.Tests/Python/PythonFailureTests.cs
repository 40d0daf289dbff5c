using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class PythonFailureTests : IAsyncDisposable
{
    private readonly PythonRun _python = new(
        """
        import os, sys, time
        from logzero import logger
        import chaoslib
        from chaoslib.exceptions import ActivityFailed, InterruptExecution
        from chaoslib.exit import exit_gracefully, exit_ungracefully
        from chaoslib.types import Configuration, Secrets

        def boom(): raise RuntimeError("oops\nand more")
        def failed(): raise ActivityFailed("nope")
        def interrupt(): raise InterruptExecution("stop now")
        def wrong(): return compile("1 +", "x.py", "exec")
        def leave(code=None): sys.exit(code)
        def gracefully(): exit_gracefully()
        def ungracefully(): exit_ungracefully()
        def usr1(): os.kill(os.getpid(), 10)
        def ctrl_c(): raise KeyboardInterrupt()
        def other(): raise GeneratorExit("odd")
        def pid(): return os.getpid()
        def die(code=3): sys.stderr.write("first\nlast words\n"); sys.stderr.flush(); os._exit(code)
        def segfault(): os.kill(os.getpid(), 11); time.sleep(10)
        def scribble(): os.write(61, b"\xff" * 100); time.sleep(10)
        def noise(): print("out"); sys.stderr.write("err\n"); logger.info("logged"); os.write(1, b"raw\n"); return 1
        def library(): return [chaoslib.decode_bytes(b"ab"), chaoslib.substitute("${a}-${b}-$${a}", {"a": 1}, {"g": {"b": 2}}),
                               chaoslib.substitute("${a}", {"a": [1]}, None), chaoslib.convert_vars(["a:int=1", "b=x=y"]), chaoslib.__version__]
        def path(): return [os.getcwd() in sys.path, "" in sys.path, sys.stdin.read()]
        """
    );

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("boom", "RuntimeError: oops\nand more")]
    [InlineData("failed", "chaoslib.exceptions.ActivityFailed: nope")]
    [InlineData("interrupt", "chaoslib.exceptions.InterruptExecution: stop now")]
    [InlineData("wrong", "SyntaxError: invalid syntax")]
    public async Task A_function_that_raises_has_failed_with_the_text_of_the_reference(string function, string message)
    {
        (await _python.CallAsync(function)).ShouldBeOfType<ActivityOutcome.Failed>().Message.ShouldBe(message);
    }

    [Fact(Timeout = 60_000)]
    public async Task Arguments_that_the_function_does_not_take_make_it_fail()
    {
        (await _python.CallAsync("pid", """{"zz": 1}"""))
            .ShouldBeOfType<ActivityOutcome.Failed>()
            .Message.ShouldBe("TypeError: pid() got an unexpected keyword argument 'zz'");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_trace_begins_in_the_function_and_is_made_of_lines()
    {
        var trace = (await _python.CallAsync("failed")).ShouldBeOfType<ActivityOutcome.Failed>().Trace;

        trace.ShouldBe([
            "Traceback (most recent call last):\n",
            $"  File \"{_python.Folder}/mod.py\", line 9, in failed\n    def failed(): raise ActivityFailed(\"nope\")\n"
                + (trace[1].Contains('^') ? trace[1][trace[1].LastIndexOf("\n  ", StringComparison.Ordinal)..][1..] : ""),
            "chaoslib.exceptions.ActivityFailed: nope\n",
        ]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("leave", "{}", 0)]
    [InlineData("leave", """{"code": 3}""", 3)]
    [InlineData("leave", """{"code": "text"}""", 1)]
    [InlineData("leave", """{"code": 99999999999999}""", 1)]
    [InlineData("gracefully", "{}", 20)]
    [InlineData("ungracefully", "{}", 30)]
    [InlineData("usr1", "{}", 20)]
    [InlineData("ctrl_c", "{}", 130)]
    public async Task A_function_may_ask_the_run_to_end(string function, string arguments, int code)
    {
        (await _python.CallAsync(function, arguments)).ShouldBe(new ActivityOutcome.ExitRequested(code));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("no.such.f", "could not find Python module 'no.such' in activity 'look': ModuleNotFoundError: No module named 'no'")]
    [InlineData("mod.nothing", "The python module 'mod' does not expose a function called 'nothing' in probe 'look'")]
    [InlineData("broken.f", "could not find Python module 'broken' in activity 'look': ValueError: bad")]
    [InlineData("mod.other", "GeneratorExit: odd")]
    public async Task What_can_not_be_called_crashes(string function, string message)
    {
        _python.Write("broken.py", "raise ValueError('bad')");

        (await _python.CallAsync(function)).ShouldBe(new ActivityOutcome.Crashed(message));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("die", "ended with exit code 3: first; last words")]
    [InlineData("segfault", "was ended by signal 11")]
    [InlineData("scribble", "was ended because what came out of it is no answer")]
    public async Task A_function_that_takes_its_interpreter_with_it_crashes_and_the_next_call_has_a_new_one(string function, string message)
    {
        var before = await _python.ReturnedAsync("pid");

        var crashed = (await _python.CallAsync(function)).ShouldBeOfType<ActivityOutcome.Crashed>().Message;
        var after = await _python.ReturnedAsync("pid");

        crashed.ShouldEndWith(message);
        crashed.ShouldStartWith("the Python interpreter /");
        after.ShouldNotBe(before);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_functions_print_is_kept_in_the_folder_of_the_run()
    {
        (await _python.ReturnedAsync("noise")).ShouldBe("1");
        await _python.DisposeProviderAsync();

        var printed = File.ReadAllText(Path.Combine(_python.Folder, "python.out"));

        (printed.Contains("out\n"), printed.Contains("err\n"), printed.Contains("logged"), printed.Contains("raw\n")).ShouldBe(
            (true, true, true, true)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task The_stand_in_for_the_library_has_what_modules_import()
    {
        (await _python.ReturnedAsync("library")).ShouldBe("""["ab", "1-2-${a}", [1], {"a": 1, "b": "x=y"}, "1.45.0"]""");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_library_that_is_installed_wins_over_the_stand_in()
    {
        _python.Write("chaoslib/__init__.py", "__version__ = 'installed'");

        (await _python.CallAsync("pid"))
            .ShouldBeOfType<ActivityOutcome.Crashed>()
            .Message.ShouldBe(
                "could not find Python module 'mod' in activity 'look': ModuleNotFoundError: No module named 'chaoslib.exceptions'"
            );
    }

    [Fact(Timeout = 60_000)]
    public async Task Neither_the_current_folder_nor_our_input_reaches_the_functions()
    {
        (await _python.ReturnedAsync("path")).ShouldBe("""[false, false, ""]""");
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_an_interpreter_only_the_call_fails_and_says_what_to_install()
    {
        await using var nowhere = new PythonRun("", ("PATH", "/no/where"));

        (await nowhere.CallAsync("pid")).ShouldBe(
            new ActivityOutcome.Crashed(
                "'mod.pid' is a Python function, and there is no python3 in PATH. Install Python 3.8 or later, so that python3 is found in PATH."
            )
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task An_interpreter_that_does_not_start_says_why()
    {
        _python.Write("bin/python3", "#!/bin/sh\necho 'no version is set' >&2; exit 127\n");
        var program = Path.Combine(_python.Folder, "bin", "python3");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var wrapped = new PythonRun("", ("PATH", Path.Combine(_python.Folder, "bin")));

        (await wrapped.CallAsync("pid")).ShouldBe(
            new ActivityOutcome.Crashed(
                $"'mod.pid' is a Python function, and the Python interpreter {program} ended with exit code 127: no version is set. "
                    + "Install Python 3.8 or later, so that python3 is found in PATH."
            )
        );
    }
}
