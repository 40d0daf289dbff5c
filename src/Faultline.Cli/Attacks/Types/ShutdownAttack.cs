using System.CommandLine;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Ends the whole machine.</summary>
internal sealed class ShutdownAttack : AttackType
{
    private readonly Option<long> _delay = AttackFlag.Whole(
        "--delay",
        "-d",
        "How many minutes before; 0, at once.",
        "MINUTES",
        initial: 1,
        least: 0,
        most: 10_080
    );

    private readonly Option<bool> _reboot = AttackFlag.Switch("--reboot", "-r", "Start it again.");

    public override string Name => "shutdown";

    public override string Summary => "Shut the host down; in a process namespace, end that namespace only.";

    public override string Fault => "host.shutdown";

    public override bool HasLength => false;

    public override IReadOnlyList<Option> Flags => [_delay, _reboot];

    public override string Span(ParseResult parsed) =>
        string.Create(CultureInfo.InvariantCulture, $"after {parsed.GetValue(_delay)} minute{(parsed.GetValue(_delay) == 1 ? "" : "s")}");

    // Whoever types this without a target means this host: the fault wants it said twice.
    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag.Arguments(("delay", parsed.GetValue(_delay)), ("reboot", parsed.GetValue(_reboot) ? true : null), ("allow_host", true));
}
