using System.Net.Sockets;
using Faultline.KillSweep.Worlds;

namespace Faultline.KillSweep.Subjects;

/// <summary>A proxy that a run starts for itself.</summary>
internal sealed class ServeSubject : Subject
{
    public override string Name => "proxy.start";

    public override bool IsSlow => true;

    public override IEnumerable<string> Actions(World world) =>
        [Fault(Name, $$"""{"name": "db", "listen": "unix:{{Path(world)}}", "upstream": "127.0.0.1:1"}""")];

    public override string Read(World world)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(Path(world)));
            return "listens";
        }
        catch (SocketException)
        {
            return string.Join('\n', Directory.GetFileSystemEntries(world.Data).Order(StringComparer.Ordinal));
        }
    }

    private static string Path(World world) => System.IO.Path.Combine(world.Data, "db.sock");
}
