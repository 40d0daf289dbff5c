namespace Faultline.Cli.Attacks.Types;

/// <summary>Takes a file away.</summary>
internal sealed class FileDeleteAttack : FileAttack
{
    public override string Name => "file_delete";

    public override string[] Aliases => ["file-delete"];

    public override string Summary => "Take a file away.";

    public override string Fault => "file.delete";
}
