using System.CommandLine;
using System.CommandLine.Parsing;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Keeps processors busy.</summary>
internal sealed class CpuAttack : AttackType
{
    private readonly Option<long> _cores = AttackFlag.Whole("--cores", "-c", "How many processors.", "N", initial: 1, least: 1, most: 4096);

    private readonly Option<bool> _all = AttackFlag.Switch("--all-cores", "-a", "All processors.");

    private readonly Option<long> _percent = AttackFlag.Whole(
        "--percent",
        "-p",
        "Which share of each.",
        "PERCENT",
        initial: 100,
        least: 1,
        most: 100
    );

    public override string Name => "cpu";

    public override string Summary => "Keep processors busy, besides what they do already.";

    public override string Fault => "cpu.burn";

    public override IReadOnlyList<Option> Flags => [Length, _cores, _all, _percent];

    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag.Arguments(
            parsed.GetValue(_all) ? ("all_cores", true) : ("cores", parsed.GetValue(_cores)),
            ("percent", parsed.GetValue(_percent))
        );

    public override IEnumerable<string> Check(CommandResult result) =>
        result.GetValue(_all) && result.GetResult(_cores) is { Implicit: false }
            ? ["'--cores' and '--all-cores' exclude each other: give one of them."]
            : [];
}
