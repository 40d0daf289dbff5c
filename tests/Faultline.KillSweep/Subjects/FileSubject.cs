using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>A file that is broken.</summary>
internal sealed class FileSubject(string function, string more = "") : Subject
{
    public override string Name => function;

    public override async Task MakeAsync(World world, CancellationToken stop)
    {
        if (!File.Exists(PathIn(world)))
        {
            var bytes = new byte[4096];
            new Random(7).NextBytes(bytes);
            await File.WriteAllBytesAsync(PathIn(world), bytes, stop);
            File.SetUnixFileMode(PathIn(world), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }
    }

    public override IEnumerable<string> Actions(World world) => [Fault(function, $$"""{"path": "{{PathIn(world)}}"{{more}}}""")];

    public override string Read(World world) => FolderState.Read(world.Data);

    public override void Remove(World world) => File.Delete(PathIn(world));

    private static string PathIn(World world) => Path.Combine(world.Data, "file");
}
