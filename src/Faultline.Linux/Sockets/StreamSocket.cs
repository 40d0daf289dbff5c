using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Sockets;

/// <summary>
/// A stream socket that never waits: whoever uses it asks a <see cref="Poller"/> when to try again. Where .NET's own does much for
/// each socket and each call, this does what is said.
/// </summary>
public sealed unsafe class StreamSocket : SafeHandleMinusOneIsInvalid
{
    /// <summary>Nothing could be done now.</summary>
    public const int Later = -1;

    /// <summary>The connection broke.</summary>
    public const int Broken = -2;

    /// <summary>Takes a descriptor that is there.</summary>
    /// <param name="descriptor">Of a stream socket that does not block.</param>
    /// <param name="ownsHandle">Whether it is closed with this.</param>
    public StreamSocket(nint descriptor, bool ownsHandle)
        : base(ownsHandle) => SetHandle(descriptor);

    /// <summary>Makes one for an address; null where the process may have no more.</summary>
    public static StreamSocket? For(SocketAddress address)
    {
        var family = address.Family switch
        {
            AddressFamily.Unix => LibC.SocketUnix,
            AddressFamily.InterNetworkV6 => LibC.SocketInet6,
            _ => LibC.SocketInet,
        };
        var descriptor = LibC.Socket(family, LibC.SocketStream | LibC.SocketNonBlocking | LibC.SocketCloseOnExec, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var socket = new StreamSocket(descriptor, ownsHandle: true);
        if (family != LibC.SocketUnix)
        {
            socket.Set(LibC.LevelTcp, LibC.TcpNoDelay);
            socket.Set(LibC.LevelSocket, LibC.SocketKeepAlive);
        }

        return socket;
    }

    /// <summary>Takes a connection from a socket that listens and does not block.</summary>
    /// <param name="listener">The socket.</param>
    /// <param name="outcome">What became of it.</param>
    /// <returns>The connection where one was taken.</returns>
    public static StreamSocket? Accept(SafeHandle listener, out AcceptOutcome outcome)
    {
        var descriptor = LibC.Accept(listener, null, null, LibC.SocketNonBlocking | LibC.SocketCloseOnExec);
        outcome =
            descriptor >= 0
                ? AcceptOutcome.Taken
                : Marshal.GetLastPInvokeError() switch
                {
                    LibC.EAGAIN => AcceptOutcome.None,
                    LibC.EMFILE or LibC.ENFILE or LibC.ENOBUFS or LibC.ENOMEM => AcceptOutcome.Full,
                    // The client has gone before it was accepted, for whatever reason.
                    _ => AcceptOutcome.Gone,
                };
        return descriptor >= 0 ? new StreamSocket(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Begins to connect.</summary>
    /// <returns>0 where it is connected; <see cref="Later"/> where it will be ready to send once it is, or break; <see cref="Broken"/>.</returns>
    public int Connect(SocketAddress address)
    {
        fixed (byte* bytes = address.Buffer.Span)
        {
            return LibC.Connect(this, bytes, address.Size) == 0 ? 0
                : Marshal.GetLastPInvokeError() is LibC.EINPROGRESS or LibC.EINTR ? Later
                : Broken;
        }
    }

    /// <summary>Receives.</summary>
    /// <returns>How many bytes, 0 at the end of the data; <see cref="Later"/>, <see cref="Broken"/>.</returns>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var count = LibC.Receive(this, bytes, buffer.Length, 0);
            return count >= 0 ? (int)count : Failure();
        }
    }

    /// <summary>Sends.</summary>
    /// <returns>How many bytes went; <see cref="Later"/>, <see cref="Broken"/>.</returns>
    public int Send(ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            var count = LibC.Send(this, bytes, data.Length, LibC.MessageNoSignal);
            return count >= 0 ? (int)count : Failure();
        }
    }

    /// <summary>Says to the peer that no more comes.</summary>
    public void EndSending() => _ = LibC.Shutdown(this, LibC.ShutdownWrite);

    /// <summary>Ends both directions; what was sent still arrives.</summary>
    public void End() => _ = LibC.Shutdown(this, LibC.ShutdownBoth);

    /// <summary>Closes it so that the peer sees a reset. Unix sockets know none: their peer sees the end.</summary>
    public void Break()
    {
        // struct linger: on, and no seconds.
        var linger = stackalloc int[] { 1, 0 };
        _ = LibC.SetSocketOption(this, LibC.LevelSocket, LibC.SocketLinger, linger, 2 * sizeof(int));
        Dispose();
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;

    private static int Failure() => Marshal.GetLastPInvokeError() is LibC.EAGAIN or LibC.EINTR ? Later : Broken;

    private void Set(int level, int option)
    {
        var on = 1;
        _ = LibC.SetSocketOption(this, level, option, &on, sizeof(int));
    }
}
