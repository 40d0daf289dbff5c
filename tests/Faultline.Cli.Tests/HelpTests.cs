using Faultline.TestKit;

namespace Faultline.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("", "Help")]
    [InlineData("run", "Help_of_run")]
    [InlineData("validate", "Help_of_validate")]
    [InlineData("recover", "Help_of_recover")]
    [InlineData("rollback", "Help_of_rollback")]
    [InlineData("report", "Help_of_report")]
    [InlineData("runs", "Help_of_runs")]
    [InlineData("attack", "Help_of_attack")]
    [InlineData("doctor", "Help_of_doctor")]
    [InlineData("lab", "Help_of_lab")]
    [InlineData("lab run", "Help_of_lab_run")]
    [InlineData("demo", "Help_of_demo")]
    [InlineData("proxy", "Help_of_proxy")]
    [InlineData("proxy serve", "Help_of_proxy_serve")]
    [InlineData("proxy toxic add", "Help_of_proxy_toxic_add")]
    [InlineData("settings set", "Help_of_settings_set")]
    [InlineData("init", "Help_of_init")]
    [InlineData("discover", "Help_of_discover")]
    [InlineData("info", "Help_of_info")]
    [InlineData("functions", "Help_of_functions")]
    [InlineData("schema", "Help_of_schema")]
    public async Task The_help_says_what_there_is(string command, string snapshot)
    {
        using var shell = new Shell();

        var text = await shell.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Snapshot.Match(text, snapshot);
    }

    [Theory]
    [InlineData("rnu", "Error: ")]
    [InlineData("run", "Error: Required argument 'SOURCE' missing for command: 'run'.")]
    [InlineData(
        "run --no-such-option",
        "Error: No such option: '--no-such-option'. What begins with a dash and is none stands after '--'."
    )]
    [InlineData("run -x x.json", "Error: No such option: '-x'. What begins with a dash and is none stands after '--'.")]
    [InlineData("run --dry sometimes x.json", "Error: Argument 'sometimes' not recognized. Must be one of:")]
    [InlineData("run --fail-fast-ratio 101 x.json", "Error: Invalid value for '--fail-fast-ratio': give a number from 0 to 100.")]
    [InlineData("run --fail-fast-ratio -1 x.json", "Error: Invalid value for '--fail-fast-ratio': give a number from 0 to 100.")]
    [InlineData("run --fail-fast-ratio NaN x.json", "Error: Invalid value for '--fail-fast-ratio': give a number from 0 to 100.")]
    [InlineData("run --fail-fast-ratio half x.json", "Error: Invalid value for '--fail-fast-ratio': give a number from 0 to 100.")]
    [InlineData("run --timeout soon x.json", "Error: Invalid value for '--timeout': give a number of seconds above 0.")]
    [InlineData("runs prune --keep all", "Error: Invalid value for '--keep': give a number from 0 on.")]
    [InlineData("run --rollback-budget -1 x.json", "Error: Invalid value for '--rollback-budget': give a number of seconds from 0 on.")]
    [InlineData("run --rollback-budget NaN x.json", "Error: Invalid value for '--rollback-budget': give a number of seconds from 0 on.")]
    [InlineData(
        "run --hypothesis-frequency -1 x.json",
        "Error: Invalid value for '--hypothesis-frequency': give a number of seconds from 0 on."
    )]
    [InlineData("recover nothing", "Error: 'nothing' is not the id of one run. 'faultline recover --dry-run' shows what is left, and")]
    [InlineData("recover --all last", "Error: Give either RUN or '--all'.")]
    [InlineData("recover --forget", "Error: '--forget' needs the RUN that it is about.")]
    [InlineData("rollback", "Error: Required argument 'RUN-ID' missing for command: 'rollback'.")]
    [InlineData("rollback nothing", "Error: 'nothing' is not the id of one run. 'faultline runs list' shows the runs.")]
    [InlineData("run --rollback-strategy sometimes x.json", "Error: Argument 'sometimes' not recognized. Must be one of:")]
    [InlineData(
        "run --var nokey x.json",
        "Error: Invalid value for '--var': not enough values to unpack (expected 2, got 1): write 'nokey=VALUE'"
    )]
    [InlineData("run --var a:int=x x.json", "Error: Invalid value for '--var': invalid literal for int() with base 10: 'x'")]
    [InlineData(
        "run --var a:uuid=x x.json",
        "Error: Invalid value for '--var': variable type can only be: bool, str, int, float, bytes or json"
    )]
    [InlineData("run --timeout 0 x.json", "Error: Invalid value for '--timeout': give a number of seconds above 0.")]
    [InlineData("run --var-file FOLDER/none.yaml x.json", "Error: Invalid value for '--var-file': 'FOLDER/none.yaml' can't be read: ")]
    [InlineData("--change-dir FOLDER/none validate x.json", "Error: Invalid value for '--change-dir': there is no folder 'FOLDER/none'.")]
    [InlineData("report nothing", "Error: 'nothing' is neither a file nor the id of a run. 'faultline runs list' shows the runs.")]
    [InlineData("runs show nothing", "Error: 'nothing' is not the id of one run. 'faultline runs list' shows the runs.")]
    [InlineData("lab status", "Error: The lab 'greeting' is not up. 'faultline lab up greeting' brings it up.")]
    [InlineData("lab up nothing", "Error: There is no lab 'nothing': give 'greeting' or the path of a lab file.")]
    [InlineData(
        "lab up greeting --restart-delay soon",
        "Error: Invalid value for '--restart-delay': 'soon' is not a duration such as 500ms, 10s or 2m."
    )]
    [InlineData("proxy serve --port 70000", "Error: Invalid value for '--port': give a number from 0 to 65535.")]
    [InlineData("proxy serve --port 0 --config FOLDER/none", "Error: The configuration file 'FOLDER/none' can't be read: ")]
    [InlineData("proxy list --host ftp://x", "Error: 'ftp://x' is not the address of an API, such as http://localhost:8474.")]
    [InlineData("proxy list --host http://127.0.0.1:1", "Error: The proxy at http://127.0.0.1:1 can't be reached: ")]
    [InlineData(
        "proxy toxic add p -t latency -a latency",
        "Error: Invalid value for '--attribute': 'latency' is not KEY=VALUE, as in latency=100."
    )]
    [InlineData(
        "proxy toxic add p -t latency -a latency=x",
        "Error: Invalid value for '--attribute': 'x' in 'latency=x' is not a whole number."
    )]
    [InlineData("proxy toxic add p -t latency --toxicity 2", "Error: Invalid value for '--toxicity': '2' is not a number from 0 to 1.")]
    [InlineData("proxy toxic add p -t latency -u -d", "Error: Give --upstream or --downstream, not both.")]
    public async Task Bad_usage_is_exit_code_2_and_says_what_to_do(string line, string message)
    {
        using var shell = new Shell();

        var code = await shell.CodeAsync(line.Split(' '));

        (
            code,
            shell.Error.Replace(shell.Folder, "FOLDER", StringComparison.Ordinal).StartsWith(message, StringComparison.Ordinal)
        ).ShouldBe((2, true), shell.Error);
    }

    [Fact]
    public async Task The_version_is_printed_as_the_reference_prints_its_own()
    {
        using var shell = new Shell();

        await shell.CodeAsync("--version");

        shell.Output.ShouldBe("faultline, version 0.1.0\n");
    }
}
