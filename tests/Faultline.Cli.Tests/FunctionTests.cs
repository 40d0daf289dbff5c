using Faultline.Abstractions;
using Faultline.Cli.Documentation;
using Faultline.Hosting;
using Faultline.TestKit;

namespace Faultline.Cli.Tests;

/// <summary>What the command line, the pages and the completion say of functions: all of it read off one table.</summary>
public sealed class FunctionTests
{
    private static readonly string Pages = Repository.Path("docs", "functions");

    [Theory]
    [InlineData("list chaosk8s.pod", "Functions_of_a_module")]
    [InlineData("show chaosk8s.pod.actions.terminate_pods", "Function_in_words")]
    [InlineData("show chaosk8s.pod.probes.read_pod_logs --format json", "Function_as_data")]
    [InlineData("show delete_pods", "Function_that_is_deprecated")]
    public async Task A_function_is_told_as_reviewed(string arguments, string snapshot)
    {
        using var shell = new Shell();

        Snapshot.Match(await shell.RunAsync(["functions", .. arguments.Split(' ')]), snapshot);
    }

    [Theory]
    [InlineData("terminate_pds", "There is no function 'terminate_pds'. 'faultline functions list' shows what there is.")]
    [InlineData(
        "chaosk8s.pod.actions.terminate_pds",
        "There is no function 'chaosk8s.pod.actions.terminate_pds'. Did you mean 'chaosk8s.pod.actions.terminate_pods'?"
    )]
    [InlineData(
        "secret_exists",
        "Several functions are called 'secret_exists': chaosk8s.probes.secret_exists, chaosk8s.secret.probes.secret_exists."
    )]
    public async Task A_name_that_means_no_function_is_bad_usage(string name, string message)
    {
        using var shell = new Shell();

        (await shell.CodeAsync("functions", "show", name)).ShouldBe(2);
        shell.Error.ShouldBe($"Error: {message}\n");
    }

    [Fact]
    public async Task A_shell_completes_the_names_of_functions()
    {
        using var shell = new Shell();

        await shell.CodeAsync("[suggest:48]", "faultline functions show chaosk8s.pod.actions.te");

        shell.Output.ShouldContain("chaosk8s.pod.actions.terminate_pods\n");
    }

    [Fact]
    public async Task Names_are_those_of_the_functions_that_there_are()
    {
        await using var host = Host();

        FaultlineHost.FunctionNames.Order(StringComparer.Ordinal).ShouldBe(host.Functions.AllNames);
        host.Functions.All.Select(function => function.Signature.FullName).ShouldBe(host.Functions.AllNames);
    }

    [Fact]
    public async Task The_pages_in_the_documentation_are_current()
    {
        await using var host = Host();
        var expected = FunctionPages.Of(host.Functions).ToDictionary(page => page.File, page => page.Text, StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("FAULTLINE_ACCEPT") == "1")
        {
            using var shell = new Shell();
            (await shell.CodeAsync("functions", "pages", Pages)).ShouldBe(0);
        }

        var actual = Directory.GetFiles(Pages).ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);

        actual.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        actual
            .Where(page => page.Value != expected[page.Key])
            .Select(page => page.Key)
            .ShouldBeEmpty("FAULTLINE_ACCEPT=1 writes them again");
    }

    [Fact]
    public async Task Pages_that_can_not_be_written_are_bad_usage()
    {
        using var shell = new Shell();

        (await shell.CodeAsync("functions", "pages", shell.Write("file", "") + "/pages")).ShouldBe(2);
        shell.Error.ShouldStartWith("Error: The pages can't be written: ");
    }

    private static FaultlineHost Host() =>
        new(new ProcessEnvironment(new Dictionary<string, string>()), TimeProvider.System, new Random(7));
}
