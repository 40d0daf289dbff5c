namespace Faultline.Providers.Local.Tests.Processes;

public sealed class ProcessArgumentTests : IAsyncDisposable
{
    private readonly ProcessWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    // What Python's str() makes of each item; null and the empty text are dropped.
    [Theory(Timeout = 30_000)]
    [InlineData("""["a", "b c", "d\"e'f"]""", "a|b c|d\"e'f|")]
    [InlineData("""[1, 2.50, 1e3, true, false]""", "1|2.5|1000.0|True|False|")]
    [InlineData("""["a", null, "", "b"]""", "a|b|")]
    [InlineData("""[{"k": [1, null]}, ["x"]]""", "{'k': [1, None]}|['x']|")]
    [InlineData("""[0, " ", "$GREETING", "*"]""", "0| |$GREETING|*|")]
    [InlineData("""{"--a": 1, "--flag": null, "--b": "", "--c": true}""", "--a|1|--flag|--b|--c|True|")]
    public async Task A_list_or_an_object_goes_to_the_program_item_by_item(string arguments, string expected)
    {
        var program = _world.Home.Write("print", "#!/bin/sh\nprintf '%s|' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var outcome = await _world.RunAsync($$"""{"path": "{{program}}", "arguments": {{arguments}}}""");

        outcome.Output("stdout")!.ToString().ShouldBe(new Faultline.Abstractions.Data.DataString(expected).ToString());
    }

    [Theory(Timeout = 30_000)]
    [InlineData("a 'b c' \\\"d\\\"", "a\nb c\nd\n")]
    [InlineData("$GREETING", "hello\n")]
    [InlineData("x | tr x y", "y\n")]
    [InlineData("x; echo z", "x\nz\n")]
    [InlineData("x >&2", "")]
    [InlineData("$HOME/*.txt | sed s:.*/::", "one.txt\ntwo.txt\n")]
    public async Task A_text_goes_through_the_shell(string arguments, string expected)
    {
        _world.Home.Write("one.txt", "");
        _world.Home.Write("two.txt", "");

        var outcome = await _world.RunAsync($$"""{"path": "printf", "arguments": "'%s\\n' {{arguments}}"}""");

        outcome.Output("stdout")!.ToString().ShouldBe(new Faultline.Abstractions.Data.DataString(expected).ToString());
    }

    [Theory(Timeout = 30_000)]
    [InlineData("""{"path": "echo"}""")]
    [InlineData("""{"path": "echo", "arguments": null}""")]
    [InlineData("""{"path": "echo", "arguments": []}""")]
    [InlineData("""{"path": "echo", "arguments": ""}""")]
    [InlineData("""{"path": "echo", "arguments": {}}""")]
    public async Task Without_arguments_there_are_none(string provider) =>
        (await _world.RunAsync(provider)).Line().ShouldBe("""succeeded {"status": 0, "stdout": "\n", "stderr": ""}""");

    [Fact(Timeout = 30_000)]
    public async Task The_home_folder_is_found_in_a_path()
    {
        var program = _world.Home.Write("tools/hi", "#!/bin/sh\necho hi\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await _world.RunAsync("""{"path": "~/tools/hi"}""")).Output("stdout")!.ToString().ShouldBe("\"hi\\n\"");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("""{"path": "no-such-program"}""", "the program 'no-such-program' can't be found, or is not executable")]
    [InlineData("""{"path": "/etc/passwd"}""", "the program '/etc/passwd' can't be found, or is not executable")]
    [InlineData("""{"path": "/tmp"}""", "the program '/tmp' can't be found, or is not executable")]
    [InlineData("""{"path": 1}""", "the program '1' can't be found, or is not executable")]
    [InlineData("{}", "the program 'None' can't be found, or is not executable")]
    [InlineData("""{"path": "ls", "arguments": 5}""", "a process' arguments are a text or a list, and these are an integer")]
    [InlineData("""{"path": "ls", "arguments": true}""", "a process' arguments are a text or a list, and these are a boolean")]
    [InlineData("""{"path": "ls", "timeout": "1"}""", "a process' timeout is a number of seconds, and this is a string")]
    [InlineData("""{"path": "ls", "timeout": -1}""", "a process' timeout is a number of seconds, and this is an integer")]
    [InlineData("""{"path": "/bin/echo", "arguments": ["a\u0000b"]}""", "'/bin/echo' could not be started: Invalid argument")]
    public async Task A_call_that_can_not_be_made_crashes(string provider, string expected) =>
        (await _world.RunAsync(provider)).Line().ShouldBe("crashed: " + expected);

    [Fact(Timeout = 30_000)]
    public async Task A_file_that_is_no_program_crashes()
    {
        var file = _world.Home.Write("data", "\u0001\u0002");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await _world.RunAsync($$"""{"path": "{{file}}"}""")).Line().ShouldBe($"crashed: '{file}' could not be started: Exec format error");
    }
}
