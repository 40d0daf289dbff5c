using Faultline.Abstractions.Data;
using Faultline.TestKit;

namespace Faultline.Cli.Tests.Attacks;

/// <summary>What the flags of attacks mean, and what is said of those that mean nothing.</summary>
public sealed class AttackFlagTests
{
    [Theory]
    [InlineData("blackhole", """{}""")]
    [InlineData(
        "blackhole -h ^api.gremlin.com,cdn.example.com,db.example.com",
        """{"hostname":["^api.gremlin.com","cdn.example.com","db.example.com"]}"""
    )]
    [InlineData(
        "blackhole --hostname a.example -h b.example --hostname=^c.example",
        """{"hostname":["a.example","b.example","^c.example"]}"""
    )]
    [InlineData("blackhole -i 10.0.0.0/8,^10.1.2.3 -i 2001:db8::/32", """{"ipaddress":["10.0.0.0/8","^10.1.2.3","2001:db8::/32"]}""")]
    [InlineData("blackhole -p 443 -p 8080-8085,^8081", """{"egress_port":["443","8080-8085","^8081"]}""")]
    [InlineData(
        "blackhole -n 80 -P TCP,udp -d eth0 -E",
        """{"ingress_port":["80"],"ipprotocol":["TCP","udp"],"device":["eth0"],"no_derived_exclusions":true}"""
    )]
    [InlineData("latency", """{"ms":100}""")]
    [InlineData("latency -m 250 --jitter 20 -s 8000-8010", """{"ms":250,"jitter":20,"src_port":["8000-8010"]}""")]
    [InlineData("packet_loss -r 30 -p 5432", """{"percent":30,"egress_port":["5432"]}""")]
    [InlineData("packet-loss", """{"percent":1}""")]
    [InlineData("dns -i 192.0.2.53 -P UDP", """{"ipaddress":["192.0.2.53"],"ipprotocol":["UDP"],"egress_port":["53"]}""")]
    [InlineData("cpu", """{"cores":1,"percent":100}""")]
    [InlineData("cpu -c 3 -p 40", """{"cores":3,"percent":40}""")]
    [InlineData("cpu -a", """{"all_cores":true,"percent":100}""")]
    [InlineData("disk", """{"dir":"/tmp","percent":100,"workers":1,"block_size":4}""")]
    [InlineData("disk -d /var/lib -w 4 -b 8 -p 90", """{"dir":"/var/lib","percent":90,"workers":4,"block_size":8}""")]
    [InlineData("process_killer -p nginx", """{"process":"nginx","interval":1}""")]
    [InlineData("process-killer -p 4711 -i 5 -c", """{"process":"4711","children":true,"interval":5}""")]
    [InlineData(
        "process_killer -p worker.py -f -e -u www -g web -n",
        """{"process":"worker.py","exact":true,"full":true,"user":"www","group":"web","newest":true,"interval":1}"""
    )]
    [InlineData("pause -p nginx -o", """{"process":"nginx","oldest":true}""")]
    [InlineData("process_stop -p nginx --count 2", """{"process":"nginx","count":2}""")]
    [InlineData("process_stop -p nginx --percent-of-targets 50", """{"process":"nginx","percent":50}""")]
    [InlineData("shutdown", """{"delay":1,"allow_host":true}""")]
    [InlineData("shutdown -d 2 -r", """{"delay":2,"reboot":true,"allow_host":true}""")]
    [InlineData("file_permission -f /etc/motd", """{"path":"/etc/motd","mode":"000"}""")]
    [InlineData("file-permission -f /etc/motd -m 0440", """{"path":"/etc/motd","mode":"0440"}""")]
    [InlineData("file_delete -f /etc/motd", """{"path":"/etc/motd"}""")]
    [InlineData("file_corrupt -f /etc/motd -b 8", """{"path":"/etc/motd","bytes":8}""")]
    public async Task A_flag_is_an_argument_of_the_fault(string line, string arguments)
    {
        var step = await AttackLine.StepAsync(line);

        JsonText
            .Write(step["arguments"]!, indent: 0)
            .Replace(": ", ":", StringComparison.Ordinal)
            .Replace(", ", ",", StringComparison.Ordinal)
            .ShouldBe(arguments);
    }

    [Theory]
    [InlineData("blackhole", "60")]
    [InlineData("blackhole -l 240", "240")]
    [InlineData("blackhole --length=5", "5")]
    public async Task An_attack_lasts_as_long_as_its_length(string line, string seconds)
    {
        var step = await AttackLine.StepAsync(line);

        (step.Text("until"), (step["duration"] as DataNumber)?.Text).ShouldBe(("duration", seconds));
    }

    [Theory]
    [InlineData("", """{"type": "host"}""")]
    [InlineData("--target host", """{"type": "host"}""")]
    [InlineData("--target pid:41", """{"type": "process", "pid": 41}""")]
    [InlineData("--target cgroup:/system.slice/web.service", """{"type": "cgroup", "path": "/system.slice/web.service"}""")]
    [InlineData("--target container:web", """{"type": "container", "name": "web"}""")]
    [InlineData("--target netns:blue", """{"type": "netns", "name": "blue"}""")]
    public async Task A_target_is_where_the_fault_acts(string options, string target)
    {
        var step = await AttackLine.StepAsync($"blackhole {options}".Trim());

        JsonText.Write(step["target"]!, indent: 0).ShouldBe(target);
    }

    [Theory]
    [InlineData(
        "blackhole -h http://db",
        "Invalid value for '--hostname': 'http://db' is no host name. Write one such as db.example.com, without a scheme, port or path; '^' before it leaves it out."
    )]
    [InlineData("blackhole -h ,", "Invalid value for '--hostname': it is empty. Write one, or several with commas between them.")]
    [InlineData(
        "blackhole -i db.example.com",
        "Invalid value for '--ipaddress': 'db.example.com' is no address. Write one such as 192.0.2.1 or 2001:db8::1, or a network such as 10.0.0.0/8; '^' before it leaves it out."
    )]
    [InlineData(
        "blackhole -i 10.0.0.0/33",
        "Invalid value for '--ipaddress': '10.0.0.0/33' is no network. What follows the slash is a number from 0 to 32, as in 10.0.0.0/8."
    )]
    [InlineData(
        "blackhole -i 10.1",
        "Invalid value for '--ipaddress': '10.1' is no address. Write one such as 192.0.2.1 or 2001:db8::1, or a network such as 10.0.0.0/8; '^' before it leaves it out."
    )]
    [InlineData(
        "blackhole -p 65536",
        "Invalid value for '--egress_port': '65536' is no port. Write a number from 0 to 65535, or a range such as 8080-8085; '^' before it leaves it out."
    )]
    [InlineData("blackhole -p 90-80", "Invalid value for '--egress_port': '90-80' ends before it begins. Write 80-90.")]
    [InlineData("blackhole -P SCTP", "Invalid value for '--ipprotocol': 'SCTP' is no protocol. Write TCP, UDP or ICMP.")]
    [InlineData(
        "blackhole -d eth/0",
        "Invalid value for '--device': 'eth/0' is no interface. Write a name such as eth0; 'ip link' lists them."
    )]
    [InlineData("blackhole -l 0", "Invalid value for '--length': '0' is not a whole number from 1 to 31449600.")]
    [InlineData("blackhole -l soon", "Invalid value for '--length': 'soon' is not a whole number from 1 to 31449600.")]
    [InlineData("packet_loss -r 101", "Invalid value for '--percent': '101' is not a whole number from 1 to 100.")]
    [InlineData(
        "packet_loss -c",
        "'--corrupt' is not there yet. Leave it out: packets are then lost, as they are once their checksum is wrong."
    )]
    [InlineData("latency -m 10 --jitter 20", "'--jitter' is more than '--ms': nothing arrives before it is sent. Give at most as much.")]
    [InlineData("cpu -c 2 -a", "'--cores' and '--all-cores' exclude each other: give one of them.")]
    [InlineData("process_killer", "Option '--process' is required.")]
    [InlineData("process_killer -p ( ", "Invalid value for '--process': '(' is no regular expression: ")]
    [InlineData("pause -p a -n -o", "'--newest' and '--oldest' exclude each other: give one of them.")]
    [InlineData(
        "file_permission -f x -m 99",
        "Invalid value for '--mode': '99' are no permissions. Write three or four octal digits, such as 000 or 0640."
    )]
    [InlineData("shutdown -d -1", "Invalid value for '--delay': '-1' is not a whole number from 0 to 10080.")]
    [InlineData(
        "cpu --target vm:a",
        "Invalid value for '--target': 'vm:a' is no target. Write host, pid:NUMBER, cgroup:PATH, container:NAME or netns:NAME."
    )]
    [InlineData("cpu --target pid:x", "Invalid value for '--target': 'pid:x' is no process. Write its number, as in pid:4711.")]
    [InlineData("cpu --target netns:a --target netns:a", "'--target' names network namespace 'a' 2 times: name it once.")]
    [InlineData("cpu --count 1 --percent-of-targets 1", "'--count' and '--percent-of-targets' exclude each other: give one of them.")]
    [InlineData(
        "cpu --check ftp://x",
        "Invalid value for '--check': 'ftp://x': there is no such file, and it is no address with http or https."
    )]
    [InlineData(
        "cpu --check FOLDER/probes.yaml",
        "Invalid value for '--check': 'FOLDER/probes.yaml': it holds no probes with a tolerance."
    )]
    [InlineData("memory -g 1", "The attack 'memory' (hold memory) is not there yet. There is: blackhole, latency, ")]
    public async Task What_means_nothing_is_refused_with_what_to_write(string line, string message)
    {
        using var shell = new Shell();
        shell.Write("probes.yaml", "[{type: probe, name: a}]");

        var code = await shell.CodeAsync(["attack", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        code.ShouldBe(2);
        shell.Error.Replace(shell.Folder, "FOLDER", StringComparison.Ordinal).ShouldStartWith("Error: " + message);
        Directory.Exists(Path.Combine(shell.Folder, "state")).ShouldBeFalse();
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        using var shell = new Shell();

        Snapshot.Match(
            await shell.RunAsync(
                "attack",
                "blackhole",
                "-h",
                "a..b,ok.example",
                "-p",
                "70000",
                "-p",
                "9-8",
                "-i",
                "10.0.0.300",
                "-l",
                "0",
                "--target",
                "vm:a"
            )
        );
    }

    [Fact]
    public async Task The_same_seed_chooses_the_same_targets()
    {
        const string Line = "cpu --target netns:a --target netns:b --target netns:c --target netns:d --count 2 --seed 7";

        var (first, second) = (await AttackLine.TargetsAsync(Line), await AttackLine.TargetsAsync(Line));

        first.Length.ShouldBe(2);
        second.ShouldBe(first);
        (await AttackLine.TargetsAsync(Line.Replace("--count 2", "--percent-of-targets 75", StringComparison.Ordinal))).Length.ShouldBe(3);
        (await AttackLine.TargetsAsync(Line.Replace("--count 2", "--percent-of-targets 1", StringComparison.Ordinal))).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_variable_of_the_environment_is_a_flag_too()
    {
        using var shell = new Shell();
        shell.Variables["FAULTLINE_HOSTNAME"] = "a.example\nb.example";
        shell.Variables["FAULTLINE_LENGTH"] = "9";

        await shell.CodeAsync("attack", "blackhole", "--experiment");

        shell.Output.ShouldContain("a.example");
        shell.Output.ShouldContain("for 9 seconds");
    }
}
