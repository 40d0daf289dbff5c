using Faultline.Linux.Sockets;

namespace Faultline.Proxy.Relaying;

/// <summary>Somebody who is told by an <see cref="EventLoop"/>, on its thread: nothing here may wait.</summary>
internal interface IEventHandler
{
    /// <summary>One of its sockets is ready.</summary>
    void Ready(EventLoop loop, int socket, Readiness found);

    /// <summary>It was scheduled.</summary>
    void Turn(EventLoop loop);
}
