using Faultline.Linux.Processes;

namespace Faultline.Providers.Local.Tests.Python;

/// <summary>Functions that are somebody else's: a real interpreter says what they take.</summary>
public sealed class PythonCheckTests : IAsyncDisposable
{
    private const string Found =
        "NotHere at 1:12: the function 'mine.check' is none of Faultline's own, and other Python functions can't be run yet";

    private readonly PythonWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("def check(): pass", "{}")]
    [InlineData("def check(a, b=1): pass", """{"a": 1}""")]
    [InlineData("def check(*, a): pass", """{"a": 1}""")]
    [InlineData("def check(a, **more): pass", """{"a": 1, "b": 2}""")]
    [InlineData("def check(a, secrets, configuration): pass", """{"a": 1}""")]
    [InlineData("async def check(): pass", "{}")]
    [InlineData(
        "import functools\ndef f(g):\n  @functools.wraps(g)\n  def h(*a, **k): pass\n  return h\n@f\ndef check(a): pass",
        """{"a": 1}"""
    )]
    [InlineData("print('importing')\nprint('{}')\ndef check(): pass", "{}")]
    [InlineData("from os import getpid as check", "{}")]
    public async Task A_call_that_fits_can_only_not_be_made_here(string module, string arguments)
    {
        _world.Modules.Write("mine.py", module + "\n");

        (await CheckAsync(arguments)).ShouldBe([Found]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("def check(a, b, c=1): pass", """{"a": 1}""", "Error at 1:50: required argument 'b' is missing from activity 'check'")]
    [InlineData(
        "def check(a): pass",
        """{"a": 1, "z": 2}""",
        "Error at 1:64: argument 'z' is not part of the function signature in activity 'check'"
    )]
    public async Task A_call_that_does_not_fit_says_so(string module, string arguments, string expected)
    {
        _world.Modules.Write("mine.py", module + "\n");

        (await CheckAsync(arguments)).ShouldBe([expected, Found]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("class check: pass")]
    [InlineData("check = 5")]
    [InlineData("other = 5")]
    [InlineData("class A:\n  def f(self): pass\ncheck = A().f")]
    [InlineData("import functools\ncheck = functools.partial(print, 1)")]
    public async Task Only_a_plain_function_is_one(string module)
    {
        _world.Modules.Write("mine.py", module + "\n");

        (await CheckAsync("{}")).ShouldBe([
            "Error at 1:28: The python module 'mine' does not expose a function called 'check' in probe 'ask'",
        ]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("mine")]
    [InlineData("mine.actions")]
    public async Task A_module_that_is_not_there_wants_installing(string module) =>
        (await _world.CheckAsync($$"""{"module": "{{module}}", "func": "check"}""")).ShouldBe([
            $"Error at 1:12: could not find Python module '{module}' in activity 'ask' | "
                + $"Install it for {Interpreter}, or add its folder to PYTHONPATH.",
        ]);

    [Theory(Timeout = 60_000)]
    [InlineData("import nosuchthing", "nosuchthing")]
    [InlineData("from os import nosuchname", "os")]
    [InlineData("raise ValueError('not today')", "ValueError: not today")]
    [InlineData("def check(:", "SyntaxError: invalid syntax (mine.py, line 1)")]
    public async Task A_module_that_can_not_be_imported_says_why(string text, string reason)
    {
        _world.Modules.Write("mine.py", text + "\n");

        (await CheckAsync("{}")).ShouldBe([
            $"Error at 1:12: could not find Python module 'mine' in activity 'ask' | Importing it with {Interpreter} failed for: {reason}.",
        ]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("import sys\nsys.exit(3)")]
    [InlineData("import os\nos._exit(0)")]
    [InlineData("import atexit\natexit.register(print, 'bye')\ndef check(a): pass")]
    public async Task A_module_that_ends_the_interpreter_leaves_the_question_open(string text)
    {
        _world.Modules.Write("mine.py", text + "\n");

        (await CheckAsync("{}")).ShouldBe([Found]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_an_interpreter_nothing_can_be_said()
    {
        _world.SearchPath = "/nowhere";

        (await CheckAsync("{}")).ShouldBe([Found + " | Install python3 to have the call checked."]);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_interpreter_that_is_no_program_says_nothing()
    {
        var program = _world.Modules.Write("python3", "\u0001");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _world.SearchPath = _world.Modules.Path;

        (await CheckAsync("{}")).ShouldBe([Found]);
    }

    private string Interpreter => ProgramFinder.Find("python3", _world.SearchPath)!;

    private Task<IEnumerable<string>> CheckAsync(string arguments) =>
        _world.CheckAsync($$"""{"module": "mine", "func": "check", "arguments": {{arguments}}}""");
}
