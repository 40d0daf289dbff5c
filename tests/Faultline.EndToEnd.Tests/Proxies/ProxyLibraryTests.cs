using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Faultline.Linux.Processes;
using Faultline.TestKit;

namespace Faultline.EndToEnd.Tests.Proxies;

/// <summary>The examples of what a proxy finds: valid, with the outcome that their README promises, and gone afterwards.</summary>
public sealed partial class ProxyLibraryTests
{
    private const int Patience = 120_000;

    /// <summary>Every file, with the exit code of its row in the table.</summary>
    public static TheoryData<string, int> Examples { get; } = Read(Row());

    /// <summary>Every command with an exit code beside it.</summary>
    public static TheoryData<string, int> Commands { get; } = Read(Command());

    [Fact]
    public void The_table_names_every_example_and_no_other() =>
        Examples
            .Select(row => row.Data.Item1 + ".yaml")
            .ShouldBe(
                Directory.GetFiles(Repository.Path("library", "proxy"), "*.yaml").Select(path => Path.GetFileName(path)),
                ignoreOrder: true
            );

    [Fact(Timeout = Patience)]
    public async Task Every_example_is_valid()
    {
        await using var tool = new Tool();

        var ended = await tool.FaultlineAsync([
            "validate",
            "--strict",
            .. Directory.GetFiles(Repository.Path("library", "proxy"), "*.yaml"),
        ]);

        ended.Code.ShouldBe(0, ended.All);
    }

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Examples))]
    public async Task An_example_ends_as_its_row_says_and_leaves_nothing(string name, int exitCode)
    {
        await using var shop = new Shop();

        var ended = await shop.FaultlineAsync("run", $"library/proxy/{name}.yaml");

        ended.Code.ShouldBe(exitCode, ended.All);
        shop.ShouldBeGone();
    }

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Commands))]
    public async Task A_command_ends_as_the_README_says_and_its_report_shows_how_long_customers_waited(string command, int exitCode)
    {
        await using var shop = new Shop();

        var ended = await shop.FaultlineAsync(
            command.Replace("--report ", $"--report {shop.Tool.Work}/", StringComparison.Ordinal).Split(' ')
        );

        ended.Code.ShouldBe(exitCode, ended.All);
        var report = shop.Tool.Read(command.Split(' ')[2]);
        report.ShouldContain("data-probe=\"customers-get-their-page\"");
        report.ShouldContain("data-fault=\"slow-the-prices-down\"");
        report.Contains("class=\"call-cross\"", StringComparison.Ordinal).ShouldBe(exitCode == 1, "a cross is a customer who gave up");
    }

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Examples))]
    public async Task A_plan_shows_what_would_be_hit_where_the_shop_is_there(string name, int exitCode)
    {
        await using var shop = new Shop();
        await shop.ScriptAsync("start");

        var ended = await shop.FaultlineAsync("plan", $"library/proxy/{name}.yaml");

        await shop.ScriptAsync("stop");
        // Where the run starts a proxy of its own, what comes after it is not known before.
        ended.Code.ShouldBe(name == "proxy-of-the-run" ? 3 : 0, $"{exitCode} {ended.All}");
        shop.ShouldBeGone();
    }

    [Fact(Timeout = Patience)]
    public async Task A_plan_starts_nothing_and_says_that_the_shop_is_not_there()
    {
        await using var shop = new Shop();

        var ended = await shop.FaultlineAsync("plan", "library/proxy/missing-timeout.yaml");

        (ended.Code, ended.Output.Contains("can't be reached", StringComparison.Ordinal)).ShouldBe((3, true), ended.All);
        shop.ShouldBeGone();
    }

    [Fact(Timeout = Patience)]
    public async Task What_an_example_started_ends_with_a_run_that_is_killed()
    {
        await using var shop = new Shop();
        var (run, output, error) = shop.Start("run", "library/proxy/missing-timeout.yaml");
        await UntilAsync(() => shop.IsUp || run.Exited.IsCompleted);

        run.Signal(9);

        await UntilAsync(() => run.Exited.IsCompleted && shop.IsSilent());
        var next = await shop.FaultlineAsync("run", "library/proxy/dead-dependency.yaml");
        next.Code.ShouldBe(0, output() + error() + next.All);
        shop.ShouldBeGone();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!isSo())
        {
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static TheoryData<string, int> Read(Regex line)
    {
        var rows = new TheoryData<string, int>();
        foreach (Match match in line.Matches(File.ReadAllText(Repository.Path("library", "proxy", "README.md"))))
        {
            rows.Add(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        }

        return rows;
    }

    [GeneratedRegex(@"^\| \[([a-z-]+)\]\(\1\.yaml\) \|.*\| (\d) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^    faultline (run .*?) +# .*: exit code (\d)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    /// <summary>The checkout's examples, with ports and a folder of the test's own.</summary>
    private sealed class Shop : IAsyncDisposable
    {
        private readonly int[] _ports = FreePorts(2);

        public Shop()
        {
            Tool.Environment["FAULTLINE_STATE_DIR"] = Path.Combine(Tool.Work, "state");
            Tool.Environment["TMPDIR"] = Tool.Work;
            Tool.Environment["SHOP"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports[0]}");
            Tool.Environment["SHOP_PROXY_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports[1]}");
        }

        public Tool Tool { get; } = new();

        public bool IsUp => Files().Any(folder => File.Exists(Path.Combine(folder, "ready")));

        public string[] Files() => Directory.GetFileSystemEntries(Tool.Work, "faultline-example*");

        public Task<Ended> FaultlineAsync(params string[] arguments) => Tool.FaultlineAsync(Complete(arguments));

        /// <summary>Calls the script as its README does.</summary>
        public async Task ScriptAsync(string verb)
        {
            var ended = await Tool.RunAsync(
                "/bin/sh",
                [Repository.Path("library", "proxy", "shop.sh"), verb, Tool.Environment["SHOP"], Tool.Environment["SHOP_PROXY_URL"]]
            );
            ended.Code.ShouldBe(0, ended.All);
        }

        public (ChildProcess Child, Func<string> Output, Func<string> Error) Start(params string[] arguments) =>
            Tool.Start(Tool.Launcher, Complete(arguments));

        public void ShouldBeGone()
        {
            Files().ShouldBeEmpty();
            IsSilent().ShouldBeTrue("somebody still listens where the shop and its proxy did");
        }

        /// <summary>Whether nobody listens on the ports any more: one that is listened on can't be had.</summary>
        public bool IsSilent() => _ports.All(IsFree);

        private static bool IsFree(int port)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        public ValueTask DisposeAsync() => Tool.DisposeAsync();

        private string[] Complete(string[] arguments) =>
            arguments[0] == "run"
                ? ["--change-dir", Repository.Root, .. arguments, "--journal-path", Path.Combine(Tool.Work, "journal.json")]
                : ["--change-dir", Repository.Root, .. arguments];

        private static int[] FreePorts(int count)
        {
            var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
            listeners.ForEach(listener => listener.Start());
            var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
            listeners.ForEach(listener => listener.Dispose());
            return ports;
        }
    }
}
