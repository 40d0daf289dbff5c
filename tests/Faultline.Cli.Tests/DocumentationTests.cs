using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary>What packages install beside the program.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public async Task The_manual_says_what_the_help_says()
    {
        using var shell = new Shell();

        await shell.CodeAsync("man");

        Snapshot.Match(shell.Output, "Manual");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_shell_has_its_completion(string shellName)
    {
        using var shell = new Shell();

        await shell.CodeAsync("completion", shellName);

        Snapshot.Match(shell.Output, $"Completion_for_{shellName}");
    }
}
