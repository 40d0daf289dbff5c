using Faultline.Abstractions.Data;

namespace Faultline.Cli.Tests.Attacks;

/// <summary>The experiment that a command line of an attack is.</summary>
internal static class AttackLine
{
    /// <summary>The experiment.</summary>
    /// <param name="words">The words after <c>attack</c>.</param>
    public static async Task<DataObject> ReadAsync(params string[] words)
    {
        using var shell = new Shell();
        (await shell.CodeAsync(["attack", .. words, "--experiment"])).ShouldBe(0, shell.Error);
        return (DataObject)JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(shell.Output));
    }

    /// <summary>The provider of its only step.</summary>
    public static async Task<DataObject> StepAsync(string line) => Providers(await ReadAsync(line.Split(' '))).ShouldHaveSingleItem();

    /// <summary>The names of its targets.</summary>
    public static async Task<string?[]> TargetsAsync(string line) =>
        [.. Providers(await ReadAsync(line.Split(' '))).Select(provider => ((DataObject)provider["target"]!).Text("name"))];

    private static IEnumerable<DataObject> Providers(DataObject experiment) =>
        ((DataArray)experiment["method"]!).Items.OfType<DataObject>().Select(step => (DataObject)step["provider"]!);
}
