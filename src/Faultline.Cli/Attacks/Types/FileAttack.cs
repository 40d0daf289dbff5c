using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Does something to one file, and puts it back.</summary>
internal abstract class FileAttack : AttackType
{
    private readonly Option<string?> _file = AttackFlag.Text("--file", "-f", "The file.", "PATH", AttackValues.Something);

    protected FileAttack() => _file.Required = true;

    public override IReadOnlyList<Option> Flags => [Length, _file];

    public override DataObject Arguments(ParseResult parsed) => AttackFlag.Arguments(("path", Path.GetFullPath(parsed.GetValue(_file)!)));
}
