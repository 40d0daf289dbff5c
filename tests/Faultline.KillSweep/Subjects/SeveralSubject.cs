using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>Several faults in one run.</summary>
internal sealed class SeveralSubject(params Subject[] all) : Subject
{
    public override string Name => "several at once";

    public override bool NeedsNetwork => all.Any(one => one.NeedsNetwork);

    public override string? Missing => all.Select(one => one.Missing).FirstOrDefault(one => one is not null);

    public override IEnumerable<KeyValuePair<string, string>> Variables => all.SelectMany(one => one.Variables);

    public override async Task MakeAsync(World world, CancellationToken stop)
    {
        foreach (var one in all)
        {
            await one.MakeAsync(world, stop);
        }
    }

    public override IEnumerable<string> Actions(World world) => all.SelectMany(one => one.Actions(world));

    public override string Read(World world) => string.Join('\n', all.Select(one => one.Read(world)));

    public override void Remove(World world)
    {
        foreach (var one in all)
        {
            one.Remove(world);
        }
    }
}
