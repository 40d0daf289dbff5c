using Faultline.KillSweep.Worlds;
using Faultline.TestKit;

namespace Faultline.KillSweep.Subjects;

/// <summary>A network that is broken.</summary>
internal sealed class NetworkSubject(string function, string more = "") : Subject
{
    public override string Name => function;

    public override bool NeedsNetwork => true;

    public override string? Missing => NamespacePair.WhyNot();

    public override IEnumerable<string> Actions(World world) =>
        [
            Fault(
                function,
                $$"""{"ipaddress": "{{NamespacePair.FarAddress}}"{{more}}}""",
                $$"""{"type": "netns", "name": "{{world.Network!.Near}}"}"""
            ),
        ];

    public override string Read(World world) => NetworkState.Read(world.Network!.Near);
}
