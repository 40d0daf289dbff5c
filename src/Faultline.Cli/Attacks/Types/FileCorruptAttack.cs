using System.CommandLine;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks.Types;

/// <summary>Damages a file.</summary>
internal sealed class FileCorruptAttack : FileAttack
{
    private readonly Option<long> _bytes = AttackFlag.Whole("--bytes", "-b", "How many bytes are changed.", "N", initial: 64, least: 1);

    public override string Name => "file_corrupt";

    public override string[] Aliases => ["file-corrupt"];

    public override string Summary => "Change bytes of a file.";

    public override string Fault => "file.corrupt";

    public override IReadOnlyList<Option> Flags => [.. base.Flags, _bytes];

    public override DataObject Arguments(ParseResult parsed) => base.Arguments(parsed).With("bytes", parsed.GetValue(_bytes));
}
