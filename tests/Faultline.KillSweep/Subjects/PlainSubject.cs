using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>A fault of which nothing can be left but processes and files.</summary>
internal sealed class PlainSubject(string function, Func<World, string> arguments) : Subject
{
    public override string Name => function;

    public override IEnumerable<string> Actions(World world) => [Fault(function, arguments(world))];

    public override string Read(World world) => FolderState.Read(world.Data);
}
