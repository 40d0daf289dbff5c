using System.CommandLine;
using System.CommandLine.Parsing;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Kills processes, again and again.</summary>
internal sealed class ProcessKillerAttack : AttackType
{
    private readonly ProcessFlags _processes = new();

    private readonly Option<long> _interval = AttackFlag.Whole(
        "--interval",
        "-i",
        "How many seconds pass before those that are there again are killed again.",
        "SECONDS",
        initial: 1,
        least: 1
    );

    public override string Name => "process_killer";

    public override string[] Aliases => ["process-killer"];

    public override string Summary => "Kill processes, and kill them again when they come back.";

    public override string Fault => "process.kill";

    public override IReadOnlyList<Option> Flags => [Length, .. _processes.All, _interval];

    public override bool ChoosesAmongMany => true;

    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag.Arguments([.. _processes.Read(parsed), ("interval", parsed.GetValue(_interval))]);

    public override IEnumerable<string> Check(CommandResult result) => _processes.Check(result);
}
