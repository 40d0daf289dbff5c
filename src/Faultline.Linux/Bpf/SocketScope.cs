namespace Faultline.Linux.Bpf;

/// <summary>Whose packets are meant.</summary>
[Flags]
public enum SocketScope
{
    /// <summary>Everybody's.</summary>
    All = 0,

    /// <summary>Those of sockets that were listed (<see cref="PacketDropper.AddSocket"/>).</summary>
    Listed = 1,

    /// <summary>Those of sockets that were made in one of the groups; devices only, on the way out.</summary>
    Groups = 2,

    /// <summary>Those of connections to the ports at which the processes listen.</summary>
    Listeners = 4,

    /// <summary>Not those of sockets that were listed, which another program minds; the rest as it is otherwise said.</summary>
    Unlisted = 8,
}
