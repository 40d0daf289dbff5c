using System.Text.RegularExpressions;

namespace Faultline.EndToEnd.Tests.Attacks;

/// <summary>The command lines of the seed, as they are printed there but for how long they last, and the lines that they printed.</summary>
public sealed partial class SeedCommandTests
{
    private const string Hosts = "^api.gremlin.com,cdn.bookstore.pingpublications.com,db.bookstore.pingpublications.com";

    [Fact(Timeout = 120_000)]
    public async Task The_blackhole_of_the_seed_drops_what_it_dropped_and_says_what_it_said()
    {
        SkipUnlessRoot();
        await using var tool = Gremlin();

        // 240 seconds there; twice the time after which names are looked up again here.
        var ended = await SeedNetwork.RunAsync(tool, "./gremlin", "attack", "blackhole", "-l", "12", "-h", Hosts);

        ended.Code.ShouldBe(0, ended.All + tool.Read("attack.err"));
        Guid()
            .Replace(tool.Read("attack.out"), "GUID")
            .ShouldBe(
                """
                Setting up blackhole gremlin with guid 'GUID' for 12 seconds
                Setup successfully completed
                Running blackhole gremlin with guid 'GUID' for 12 seconds
                Whitelisting all egress traffic to 10.77.0.10
                Whitelisting all egress traffic to 10.77.0.11
                Dropping all egress traffic to 10.77.0.20
                Dropping all egress traffic to 10.77.0.21
                Dropping all egress traffic to 10.77.0.40
                Whitelisting all ingress traffic from 10.77.0.10
                Whitelisting all ingress traffic from 10.77.0.11
                Dropping all ingress traffic from 10.77.0.20
                Dropping all ingress traffic from 10.77.0.21
                Dropping all ingress traffic from 10.77.0.40
                Dropping all egress traffic to 10.77.0.30
                Dropping all egress traffic to 10.77.0.31
                Dropping all ingress traffic from 10.77.0.30
                Dropping all ingress traffic from 10.77.0.31
                Reverting impact!

                """
            );
        tool.Read("during.out").ShouldBe("10.77.0.10 answers\n10.77.0.20 is silent\n10.77.0.40 is silent\n");
        tool.Read("after.out").ShouldBe("10.77.0.10 answers\n10.77.0.20 answers\n10.77.0.40 answers\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_shutdown_of_the_seed_ends_its_own_instance_only()
    {
        SkipUnlessRoot();
        await using var tool = Gremlin();

        // '-d 1' there, which takes a minute.
        var ended = await SeedNetwork.RunInstanceAsync(tool, "./gremlin", "attack", "shutdown", "-d", "0");

        // The first process of an instance that was shut down ends by SIGINT.
        ended.Code.ShouldBe(-2, ended.All);
        Guid()
            .Replace(ended.Output, "GUID")
            .ShouldBe(
                """
                Setting up shutdown gremlin with guid 'GUID' after 0 minutes
                Setup successfully completed
                Running shutdown gremlin with guid 'GUID' after 0 minutes

                """
            );
    }

    private static Tool Gremlin()
    {
        var tool = new Tool();
        File.CreateSymbolicLink(Path.Combine(tool.Work, "gremlin"), Tool.Launcher);
        tool.Environment["FAULTLINE_STATE_DIR"] = Path.Combine(tool.Work, "state");
        return tool;
    }

    private static void SkipUnlessRoot() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: to make namespaces of networks, mounts and processes");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")]
    private static partial Regex Guid();
}
