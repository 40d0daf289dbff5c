using System.CommandLine;
using System.CommandLine.Parsing;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Freezes processes.</summary>
internal sealed class ProcessStopAttack : AttackType
{
    private readonly ProcessFlags _processes = new();

    public override string Name => "process_stop";

    public override string[] Aliases => ["process-stop", "pause"];

    public override string Summary => "Stop processes where they are, and let them go on at the end.";

    public override string Fault => "process.stop";

    public override IReadOnlyList<Option> Flags => [Length, .. _processes.All];

    public override bool ChoosesAmongMany => true;

    public override DataObject Arguments(ParseResult parsed) => AttackFlag.Arguments(_processes.Read(parsed));

    public override IEnumerable<string> Check(CommandResult result) => _processes.Check(result);
}
