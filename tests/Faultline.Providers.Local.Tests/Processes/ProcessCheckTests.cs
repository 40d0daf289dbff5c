namespace Faultline.Providers.Local.Tests.Processes;

public sealed class ProcessCheckTests : IAsyncDisposable
{
    private readonly ProcessWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("""{"type": "process", "path": "ls", "arguments": ["-l"], "timeout": 2.5, "secrets": []}""", null)]
    [InlineData("""{"path": "ls", "arguments": {}}""", null)]
    [InlineData("""{"path": "ls", "timeout": null}""", null)]
    [InlineData("""{"type": "process"}""", "Error at -: a process activity must have a path")]
    [InlineData("""{"path": ""}""", "Error at 1:10: a process activity must have a path")]
    [InlineData("""{"path": null}""", "Error at 1:10: a process activity must have a path")]
    [InlineData(
        """{"path": "nosuchprogram"}""",
        "Error at 1:10: path 'nosuchprogram' cannot be found, in activity 'ask' | Is it installed, and its folder in PATH?"
    )]
    [InlineData(
        """{"path": "/etc/passwd"}""",
        "Error at 1:10: path '/etc/passwd' cannot be found, in activity 'ask' | Is it there, and executable (chmod +x)?"
    )]
    [InlineData(
        """{"path": "~/x"}""",
        "Error at 1:10: path '~/x' cannot be found, in activity 'ask' | Write the folder out; '~' is not looked into before the run."
    )]
    [InlineData(
        """{"type": "process", "path": "ls", "argument": [1]}""",
        "Warning at 1:47: 'argument' is not a key of a process provider and has no effect | Did you mean 'arguments'?"
    )]
    [InlineData(
        """{"type": "process", "path": "ls", "cwd": "/"}""",
        "Warning at 1:42: 'cwd' is not a key of a process provider and has no effect"
    )]
    [InlineData(
        """{"path": "ls", "arguments": {"-l": null}}""",
        "Warning at 1:29: Process arguments should now be a list to keep the ordering of the arguments. "
            + "Dictionary arguments are deprecated for process activities."
    )]
    [InlineData(
        """{"path": "ls", "timeout": "1"}""",
        "Warning at 1:27: a process' timeout is a number of seconds, and this is a string; the run would abort there"
    )]
    public async Task A_call_is_checked_before_the_run(string provider, string? expected) =>
        (await _world.CheckAsync(provider)).ShouldBe(expected is null ? [] : [expected]);

    [Fact]
    public async Task A_path_with_a_space_and_a_text_are_a_trap()
    {
        var program = _world.Home.Write("my tools/ls", "#!/bin/sh\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await _world.CheckAsync($$"""{"path": "{{program}}", "arguments": "-l"}""")).ShouldBe([
            $"Warning at 1:10: the path '{program}' has a space, at which the shell splits it because the arguments are a text"
                + " | Give the arguments as a list.",
        ]);
    }

    [Fact]
    public async Task All_problems_come_at_once() =>
        (await _world.CheckAsync("""{"path": "nosuchprogram", "arguments": {"a": 1}, "timeout": [], "env": {}}""")).Count().ShouldBe(4);
}
