using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Fills a volume.</summary>
internal sealed class DiskAttack : AttackType
{
    private readonly Option<string?> _folder = AttackFlag.Text(
        "--dir",
        "-d",
        "A folder of the volume [default: /tmp].",
        "DIR",
        AttackValues.Something
    );

    private readonly Option<long> _percent = AttackFlag.Whole(
        "--percent",
        "-p",
        "How full it is to be.",
        "PERCENT",
        initial: 100,
        least: 1,
        most: 100
    );

    private readonly Option<long> _workers = AttackFlag.Whole(
        "--workers",
        "-w",
        "How many files are written at a time, where space can't be taken at once.",
        "N",
        initial: 1,
        least: 1
    );

    private readonly Option<long> _block = AttackFlag.Whole(
        "--block-size",
        "-b",
        "How much is written at once, where space can't be taken at once.",
        "KB",
        initial: 4,
        least: 1
    );

    public override string Name => "disk";

    public override string Summary => "Fill the volume of a folder.";

    public override string Fault => "disk.fill";

    public override IReadOnlyList<Option> Flags => [Length, _folder, _percent, _workers, _block];

    public override DataObject Arguments(ParseResult parsed) =>
        AttackFlag.Arguments(
            ("dir", Path.GetFullPath(parsed.GetValue(_folder) ?? "/tmp")),
            ("percent", parsed.GetValue(_percent)),
            ("workers", parsed.GetValue(_workers)),
            ("block_size", parsed.GetValue(_block))
        );
}
