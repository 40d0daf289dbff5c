using Faultline.Abstractions.Activities;

namespace Faultline.Providers.Local.Tests.Python;

public sealed class PythonCheckTests : IAsyncDisposable
{
    private readonly PythonRun _python = new(
        """
        import os
        print("imported")
        class Thing: pass
        def pid(): return os.getpid()
        def take(a, b=1, secrets=None, configuration=None, *, c): pass
        def take_any(a, **others): pass
        def need(secrets, configuration): pass
        """
    );

    public ValueTask DisposeAsync() => _python.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("mod.take", """{"a": 1, "c": 2}""")]
    [InlineData("mod.take_any", """{"a": 1, "z": 2}""")]
    [InlineData("mod.need", "{}")]
    [InlineData("os.path.exists", """{"path": "/"}""")]
    [InlineData("os.getpid", "{}")]
    public async Task A_call_that_can_be_made_has_no_problem(string function, string arguments)
    {
        (await _python.CheckAsync(function, arguments)).ShouldBeEmpty();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("mod.take", """{"a": 1}""", "required argument 'c' is missing from activity 'take'")]
    [InlineData("mod.take", """{"a": 1, "c": 2, "zz": 3}""", "argument 'zz' is not part of the function signature in activity 'take'")]
    [InlineData("mod.Thing", "{}", "The python module 'mod' does not expose a function called 'Thing' in probe 'look'")]
    [InlineData("mod.none", "{}", "The python module 'mod' does not expose a function called 'none' in probe 'look'")]
    [InlineData("no.mod.f", "{}", "could not find Python module 'no.mod' in activity 'look'")]
    [InlineData("leaving.f", "{}", "could not find Python module 'leaving' in activity 'look'")]
    public async Task A_call_that_can_not_be_made_says_so_as_the_reference_does(string function, string arguments, string message)
    {
        _python.Write("leaving.py", "raise SystemExit(3)");

        var problem = (await _python.CheckAsync(function, arguments)).ShouldHaveSingleItem();

        (problem.Severity, problem.Message).ShouldBe((CallProblemSeverity.Error, message));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("no.mod.f", ", or add its folder to PYTHONPATH.")]
    [InlineData("broken.f", " failed: ModuleNotFoundError: No module named 'nowhere'.")]
    [InlineData("leaving.f", " failed: SystemExit: 3.")]
    public async Task A_module_that_can_not_be_imported_comes_with_what_to_do(string function, string remedy)
    {
        _python.Write("broken.py", "import nowhere");
        _python.Write("leaving.py", "raise SystemExit(3)");

        (await _python.CheckAsync(function)).ShouldHaveSingleItem().Remedy.ShouldNotBeNull().ShouldEndWith(remedy);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_that_ends_the_interpreter_is_a_problem_and_others_are_still_looked_at()
    {
        _python.Write("deadly.py", "import os; os._exit(7)");

        var problem = (await _python.CheckAsync("deadly.f")).ShouldHaveSingleItem();
        var next = await _python.CheckAsync("mod.pid");

        problem.Message.ShouldStartWith("'deadly.f' can't be looked at: the Python interpreter /");
        problem.Message.ShouldEndWith(" ended with exit code 7");
        next.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_an_interpreter_the_call_is_right_and_can_not_be_made_here()
    {
        await using var nowhere = new PythonRun("", ("PATH", "/no/where"));

        var problem = (await nowhere.CheckAsync("mod.pid")).ShouldHaveSingleItem();

        (problem.Severity, problem.Message, problem.Remedy).ShouldBe(
            (
                CallProblemSeverity.NotHere,
                "'mod.pid' is a Python function, and there is no python3 in PATH",
                "Install Python 3.8 or later, so that python3 is found in PATH."
            )
        );
    }
}
