using System.Net;
using Faultline.Abstractions.Data;
using Faultline.Cli.Attacks;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Cli.Tests.Attacks;

public sealed class AttackPropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_261_121, 7);

    private static readonly Gen<string> Hosts = Gen.Elements("a", "db", "api-1", "x_y", "EXAMPLE", "com", "3com", "xn--mnchen-3ya")
        .NonEmptyListOf()
        .Select(labels => string.Join('.', labels.Take(6)));

    private static readonly Gen<string> Ports =
        from first in Gen.Choose(0, 65535)
        from last in Gen.Choose(first, 65535)
        from isRange in Gen.Elements(true, false)
        select isRange ? $"{first}-{last}" : $"{first}";

    private static readonly Gen<string> Networks =
        from isNew in Gen.Elements(true, false)
        from bytes in Gen.Choose(0, 255).ArrayOf(isNew ? 16 : 4)
        from length in Gen.Choose(-1, isNew ? 128 : 32)
        select new IPAddress([.. bytes.Select(one => (byte)one)]) + (length < 0 ? "" : $"/{length}");

    [Fact]
    public void Names_addresses_and_ports_are_taken_with_and_without_a_caret()
    {
        Check(Hosts, host => AttackValues.Host(host) is null && AttackValues.Host("^" + host) is null);
        Check(Ports, port => AttackValues.Port(port) is null && AttackValues.Port("^" + port) is null);
        Check(Networks, network => AttackValues.Address(network) is null && AttackValues.Address("^" + network) is null);
    }

    [Fact]
    public void Any_text_is_taken_or_refused_with_a_sentence()
    {
        var texts = Gen.Elements("^./:-,0123456789abcdef xyz_\n\"'$()[]é".ToCharArray()).ArrayOf().Select(letters => new string(letters));
        Func<string, string?>[] rules =
        [
            AttackValues.Host,
            AttackValues.Port,
            AttackValues.Address,
            AttackValues.Device,
            AttackValues.Protocol,
            AttackValues.Mode,
            text => AttackTarget.Parse(text).Problem,
        ];
        Check(texts, text => rules.All(rule => rule(text) is null or [.., '.' or ','] or { Length: > 0 }));
        Check(
            texts,
            text => rules.Select(rule => rule(text)).OfType<string>().All(problem => problem.Contains(text, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_range_that_is_taken_can_be_read_again() =>
        Check(
            Gen.Elements("^-0123456789".ToCharArray()).ArrayOf().Select(letters => new string(letters)),
            text =>
                AttackValues.Port(text) is not null
                || text.TrimStart('^').Split('-').Select(int.Parse).ToArray() is { Length: 1 or 2 } ends
                    && ends[0] <= ends[^1]
                    && ends[^1] <= 65535
        );

    [Fact]
    public async Task Commas_and_repeated_flags_mean_the_same()
    {
        var hosts = Hosts.ListOf().Sample(40, 30);
        foreach (var some in hosts.Where(some => some.Count > 0))
        {
            var joined = await AttackLine.ReadAsync("blackhole", "-h", string.Join(',', some), "--seed", "1");
            var repeated = await AttackLine.ReadAsync([
                "blackhole",
                .. some.SelectMany(host => new[] { "--hostname", host }),
                "--seed",
                "1",
            ]);
            JsonText.Write(joined["method"]!).ShouldBe(JsonText.Write(repeated["method"]!));
        }
    }

    [Fact]
    public void Names_of_attacks_are_UUIDs_of_version_1_in_the_order_of_time()
    {
        var clock = new TestKit.ManualClock();
        var guids = new AttackGuids(clock, new Random(3));
        var last = 0L;
        for (var i = 0; i < 1000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(7));
            var text = guids.Next();
            var guid = Guid.Parse(text);
            guid.ToString().ShouldBe(text);
            (guid.Version, guid.Variant & 0xC).ShouldBe((1, 0x8));
            var parts = text.Split('-');
            var time = Convert.ToInt64(parts[2][1..] + parts[1] + parts[0], 16);
            time.ShouldBeGreaterThan(last);
            last = time;
        }
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> property) =>
        FsCheck.Check.One(Settings, Prop.ForAll(values.ToArbitrary(), property));
}
