namespace Faultline.Cli;

/// <summary>The folder of a lab that lives no longer than one command.</summary>
internal sealed class TemporaryLabFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("faultline-lab-").FullName;

    public void Dispose()
    {
        // A lab that ended in order has removed it already.
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
