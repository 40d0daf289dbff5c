using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Engine.Planning.Policies;
using Faultline.Engine.Tests.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Engine.Tests.Planning.Policies;

public sealed class PolicyReaderTests
{
    private const string Whole = """
        policies:
        - name: gentle
          allowed: {namespaces: [shop, "team-*"], hosts: shop.example.org}
          denied: {clusters: ["*prod*"], accounts: ["123"]}
          limits: {share: 30%, targets: 3, duration: 10m}
          forbidden: ["chaosk8s.node.*", process]
          required: {labels: {chaos: allowed}, tags: [shop], contributions: [reliability], rollbacks: required}
          times: {zone: Europe/Berlin, days: [mon-fri], hours: "09:00-17:00", except: ["2026-12-24..2027-01-01"]}
          opaque-actions: allowed
        """;

    [Fact]
    public void Every_rule_is_read()
    {
        var reading = PolicyReader.Read(YamlText.Parse(Whole), "p.yaml");

        reading.Diagnostics.ShouldBeEmpty();
        var policy = reading.Policies.Single();
        policy.Allowed[PolicySubject.Namespaces].ShouldBe(["shop", "team-*"]);
        policy.Allowed[PolicySubject.Hosts].ShouldBe(["shop.example.org"]);
        policy.Denied[PolicySubject.Accounts].ShouldBe(["123"]);
        (policy.MostPercent, policy.MostTargets, policy.MostDuration).ShouldBe((30, 3, TimeSpan.FromMinutes(10)));
        policy.RequiredLabels.Single().ShouldBe(KeyValuePair.Create("chaos", "allowed"));
        policy.RequiredContributions.Single().ShouldBe(KeyValuePair.Create("reliability", ""));
        (policy.NeedsRollbacks, policy.AllowsOpaque).ShouldBe((true, true));
        policy.Times!.Days.ShouldBe([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]);
        policy.Times.Except.Single().ShouldBe((new DateOnly(2026, 12, 24), new DateOnly(2027, 1, 1)));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_with_its_place() =>
        Reading
            .Shown(
                PolicyReader
                    .Read(
                        YamlText.Parse(
                            """
                            policies:
                            - name: a
                              alowed: {namespaces: [x]}
                              limits: {share: 130, targets: -1, duration: soon}
                              times: {days: [someday], hours: "9-17", except: ["2026-13-01"]}
                            - name: a
                              forbidden: []
                              opaque-actions: maybe
                            - allowed: {hosts: [x]}
                            - name: empty
                            - 5
                            """
                        ),
                        "p.yaml"
                    )
                    .Diagnostics
            )
            .ShouldBe(
                """
                Error p.yaml:2:1 $.policies: 2 policies are called 'a' | Give each a name of its own.
                Error p.yaml:3:3 $.policies[0].alowed: 'alowed' is not a key that a policy has here | Did you mean 'allowed'?
                Error p.yaml:4:19 $.policies[0].limits.share: 'share' must be a share in per cent, from 0 to 100, and is an integer: 130
                Error p.yaml:4:33 $.policies[0].limits.targets: 'targets' must be a whole number from 0 on, and is an integer: -1
                Error p.yaml:4:47 $.policies[0].limits.duration: 'duration' must be a number of seconds above 0, or a text such as '90s', '10m' or '1h', and is a string: "soon"
                Error p.yaml:5:10 $.policies[0].times.zone: times must name their time zone under 'zone', such as 'Europe/Berlin' or 'UTC'
                Error p.yaml:5:17 $.policies[0].times.days: 'someday' is no day of the week | Write mon, tue, …, or a range such as mon-fri.
                Error p.yaml:5:35 $.policies[0].times.hours: 'hours' must be two different times such as '09:00-17:00', and is a string: "9-17"
                Error p.yaml:5:51 $.policies[0].times.except: '2026-13-01' is no date, nor two of them in order | Write 2026-12-24, or 2026-12-24..2027-01-01; in YAML, in quotes.
                Error p.yaml:7:14 $.policies[1].forbidden: 'forbidden' must be a list of texts that are not empty, and is a list: []
                Error p.yaml:8:19 $.policies[1].opaque-actions: 'opaque-actions' is 'allowed' or 'refused'
                Error p.yaml:9:3 $.policies[2].name: a policy must have a name, by which a refusal is known
                Error p.yaml:10:3 $.policies[3]: the policy 'empty' has no rule | Add one, or remove the policy.
                Error p.yaml:11:3 $.policies[4]: a policy is an object, and this is an integer
                """
            );

    // Exhaustive rather than by chance: one letter in the wrong place must never make a rule vanish.
    [Fact]
    public void No_wrong_letter_makes_a_rule_vanish_in_silence()
    {
        var vanished =
            from at in Enumerable.Range(0, Whole.Length)
            from letter in Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)
            // A comment cuts off what follows it, as anywhere in YAML.
            where letter != '#' && !IsWhole(Whole[..at] + letter + Whole[(at + 1)..])
            select (at, letter);

        vanished.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_a_file_holds_is_read_or_told_of() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Nodes(3).ToArbitrary(),
                node =>
                {
                    var reading = PolicyReader.Read(node, "p.yaml");
                    return reading.Diagnostics.Length > 0 || reading.Policies.All(policy => policy.Name.Length > 0);
                }
            )
        );

    private static Gen<DataNode> Nodes(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements("", "gentle", "30%", "09:00-17:00", "UTC", "mon-fri", "*", "required")
                .Select(text => (DataNode)new DataString(text)),
            Gen.Choose(-1, 200).Select(number => (DataNode)DataNumber.From(number)),
            Gen.Elements<DataNode>(DataBoolean.True, DataNull.Instance, DataArray.Empty, DataObject.Empty)
        );
        if (depth == 0)
        {
            return leaf;
        }

        var key = Gen.Elements(
            "policies",
            "name",
            "allowed",
            "namespaces",
            "limits",
            "share",
            "targets",
            "duration",
            "times",
            "zone",
            "days",
            "hours",
            "required",
            "labels",
            "forbidden"
        );
        var member = key.Zip(Nodes(depth - 1)).Select(pair => new DataMember(pair.Item1, pair.Item2));
        return Gen.OneOf(
            leaf,
            member.ArrayOf().Select(members => (DataNode)new DataObject(members)),
            Nodes(depth - 1).ArrayOf().Select(items => (DataNode)DataArray.Of(items))
        );
    }

    // Refused as a whole, or read with every rule in it.
    private static bool IsWhole(string text)
    {
        try
        {
            var reading = PolicyReader.Read(YamlText.Parse(text), "p.yaml");
            return reading.Diagnostics.Length > 0
                || reading.Policies
                    is [
                        {
                            MostPercent: not null,
                            MostTargets: not null,
                            MostDuration: not null,
                            Times: not null,
                            NeedsRollbacks: true,
                            Forbidden.IsEmpty: false,
                            RequiredTags.IsEmpty: false,
                            RequiredLabels.IsEmpty: false,
                            RequiredContributions.IsEmpty: false,
                            Allowed.Count: 2,
                            Denied.Count: 2,
                        },
                    ];
        }
        catch (DataSyntaxException)
        {
            return true;
        }
    }
}
