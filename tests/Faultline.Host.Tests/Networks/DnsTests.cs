using System.Net;
using Faultline.Host.Networks.Names;

namespace Faultline.Host.Tests.Networks;

public sealed class DnsTests
{
    [Fact]
    public void Resolver_settings_are_read_as_the_c_library_does()
    {
        var settings = ResolverSettings.Read(
            "# comment\nnameserver 192.0.2.53\nnameserver nonsense\nnameserver 2001:db8::53\r\nsearch a.test b.test\noptions ndots:3 timeout:90 rotate attempts:x\n"
        );

        settings.Servers.ShouldBe([IPEndPoint.Parse("192.0.2.53:53"), IPEndPoint.Parse("[2001:db8::53]:53")]);
        settings.Search.ShouldBe(["a.test", "b.test"]);
        (settings.Points, settings.Timeout, settings.Attempts).ShouldBe((3, TimeSpan.FromSeconds(5), 2));
        ResolverSettings.Read("").Servers.ShouldBe([new IPEndPoint(IPAddress.Loopback, 53)]);
    }

    [Theory]
    [InlineData("db", "db.a.test,db.b.test,db")]
    [InlineData("db.shop", "db.shop,db.shop.a.test,db.shop.b.test")]
    [InlineData("db.shop.", "db.shop")]
    public void Names_that_are_not_whole_are_searched_for(string name, string candidates) =>
        string.Join(',', ResolverSettings.Read("search a.test b.test").Candidates(name)).ShouldBe(candidates);

    [Fact]
    public void A_hosts_file_is_read()
    {
        const string Text = "127.0.0.1 localhost\n192.0.2.1\tDB db.test # the database\n2001:db8::1 db\n# 192.0.2.2 db\nnonsense db\n";

        HostsFile.Find(Text, "db").ShouldBe([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")]);
        HostsFile.Find(Text, "DB.TEST.").ShouldBe([IPAddress.Parse("192.0.2.1")]);
        HostsFile.Find(Text, "the").ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_is_read_through_aliases_and_pointers()
    {
        var question = DnsMessage.Question(7, "www.test", DnsMessage.TypeA)!;
        byte[] answer =
        [
            .. question[..2],
            0x81,
            0x80,
            0,
            1,
            0,
            2,
            0,
            0,
            0,
            0,
            .. question[12..],
            // An alias, then an address.
            0xc0,
            12,
            0,
            5,
            0,
            1,
            0,
            0,
            0,
            9,
            0,
            4,
            1,
            (byte)'x',
            0xc0,
            16,
            1,
            (byte)'x',
            0xc0,
            16,
            0,
            1,
            0,
            1,
            0,
            0,
            0,
            9,
            0,
            4,
            192,
            0,
            2,
            8,
        ];

        DnsMessage.Read(answer, question)!.Addresses.ShouldBe([IPAddress.Parse("192.0.2.8")]);
        DnsMessage.Read(answer, DnsMessage.Question(8, "www.test", DnsMessage.TypeA)!).ShouldBeNull("another number");
        DnsMessage.Read(answer, DnsMessage.Question(7, "wwx.test", DnsMessage.TypeA)!).ShouldBeNull("another name");
        DnsMessage.Read(question, question).ShouldBeNull("a question");
    }

    [Fact]
    public void Whatever_a_server_sends_does_no_harm()
    {
        var random = new Random(53);
        var question = DnsMessage.Question(7, "www.test", DnsMessage.TypeAaaa)!;
        for (var round = 0; round < 20_000; round++)
        {
            var answer = new byte[random.Next(question.Length, 120)];
            random.NextBytes(answer);
            question.CopyTo(answer, 0);
            answer[2] = 0x81;
            answer[3] = 0;
            answer[7] = (byte)random.Next(5);

            Should.NotThrow(() => DnsMessage.Read(answer.AsSpan(0, random.Next(answer.Length + 1)), question));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.test")]
    public void A_name_that_can_not_be_asked_for_is_not(string name) => DnsMessage.Question(1, name, 1).ShouldBeNull();
}
