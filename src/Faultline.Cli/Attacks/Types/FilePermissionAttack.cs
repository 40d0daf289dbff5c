using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Takes permissions away.</summary>
internal sealed class FilePermissionAttack : FileAttack
{
    private readonly Option<string?> _mode = AttackFlag.Text(
        "--mode",
        "-m",
        "The permissions, in octal digits [default: 000].",
        "MODE",
        AttackValues.Mode
    );

    public override string Name => "file_permission";

    public override string[] Aliases => ["file-permission"];

    public override string Summary => "Change the permissions of a file.";

    public override string Fault => "file.permission";

    public override IReadOnlyList<Option> Flags => [.. base.Flags, _mode];

    public override DataObject Arguments(ParseResult parsed) => base.Arguments(parsed).With("mode", parsed.GetValue(_mode) ?? "000");
}
