using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Networking.Namespaces;

/// <summary>
/// A network namespace that is held open. Its number can be given to another after it is gone, its cookie can't; while it is held,
/// it stays.
/// </summary>
public sealed unsafe partial class NetworkNamespace : IDisposable
{
    private readonly SafeFileHandle _handle;

    private NetworkNamespace(SafeFileHandle handle, string path, long inode)
    {
        (_handle, Path, Inode) = (handle, path, inode);
        Cookie = Run(ReadCookie);
    }

    /// <summary>Where <c>ip netns</c> keeps names.</summary>
    public static string NamesFolder => "/run/netns";

    /// <summary>By which path it was opened: <c>/run/netns/shop</c>, <c>/proc/41/ns/net</c>.</summary>
    public string Path { get; }

    /// <summary>Its number: the one in <c>net:[4026531840]</c>.</summary>
    public long Inode { get; }

    /// <summary>Its cookie, which no other has until the next boot; null where the kernel is older than 5.14.</summary>
    public ulong? Cookie { get; }

    /// <summary>Whether this thread is in it.</summary>
    public bool IsCurrent => InodeOf("/proc/thread-self/ns/net") == Inode;

    /// <summary>The namespace of this process.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static NetworkNamespace OfThisProcess() => At("/proc/self/ns/net");

    /// <summary>The namespace of a process.</summary>
    /// <param name="pid">The process.</param>
    /// <exception cref="IOException">There is no such process, or it is not ours to look at.</exception>
    public static NetworkNamespace OfProcess(int pid) => At($"/proc/{pid}/ns/net");

    /// <summary>The namespace to which <c>ip netns</c> has given a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="IOException">There is none of this name.</exception>
    public static NetworkNamespace Named(string name) =>
        name.Length == 0 || name.Contains('/') || name is "." or ".."
            ? throw new IOException($"'{name}' can't be the name of a network namespace")
            : At(System.IO.Path.Combine(NamesFolder, name));

    /// <summary>The namespace at a path.</summary>
    /// <param name="path">A path such as <c>/proc/41/ns/net</c>.</param>
    /// <exception cref="IOException">There is no namespace, or it may not be opened.</exception>
    public static NetworkNamespace At(string path)
    {
        var inode = InodeOf(path) ?? throw new IOException($"there is no network namespace at '{path}'");
        var descriptor = LibC.OpenFile(path, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (descriptor < 0)
        {
            throw new IOException($"the network namespace at '{path}' can't be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            return new NetworkNamespace(handle, path, inode);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>A namespace that nobody else is in, empty but for its loopback device, which goes when it is disposed of.</summary>
    /// <exception cref="IOException">A right is missing (CAP_SYS_ADMIN), or the kernel has none left.</exception>
    public static NetworkNamespace Create()
    {
        NetworkNamespace? made = null;
        OnThread(() =>
        {
            if (LibC.Unshare(LibC.CloneNewNetwork) != 0)
            {
                throw new IOException($"no network namespace can be made: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            made = At("/proc/thread-self/ns/net");
        });
        return made!;
    }

    /// <summary>Runs something in it: in place where this thread is there, else on a thread of its own that ends with it.</summary>
    /// <param name="work">What. Sockets that it opens stay in the namespace wherever they are used.</param>
    /// <exception cref="IOException">It can't be entered (CAP_SYS_ADMIN is needed).</exception>
    public T Run<T>(Func<T> work)
    {
        if (IsCurrent)
        {
            return work();
        }

        T result = default!;
        OnThread(() =>
        {
            if (LibC.SetNamespace((int)_handle.DangerousGetHandle(), LibC.CloneNewNetwork) != 0)
            {
                throw new IOException($"the network namespace at '{Path}' can't be entered: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            result = work();
        });
        return result;
    }

    /// <inheritdoc cref="Run{T}"/>
    public void Run(Action work) =>
        _ = Run(() =>
        {
            work();
            return true;
        });

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // Not a thread of the pool: it would go back there, and be elsewhere than others believe. It ends instead.
    private static void OnThread(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // All of them go to the caller.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
            Name = "network namespace",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static ulong? ReadCookie()
    {
        var descriptor = LibC.Socket(LibC.SocketInet, LibC.SocketDatagram | LibC.SocketCloseOnExec, 0);
        if (descriptor < 0)
        {
            return null;
        }

        ulong cookie = 0;
        var length = sizeof(ulong);
        var answer = LibC.SocketOption(descriptor, LibC.LevelSocket, LibC.SocketNamespaceCookie, &cookie, &length);
        _ = LibC.Close(descriptor);
        return answer == 0 ? cookie : null;
    }

    /// <summary>The number of the namespace at a path; null where there is none, or it can't be seen.</summary>
    public static long? InodeOf(string path)
    {
        // struct statx is 256 bytes: the inode stands at 32.
        const int At = 32;
        const uint WantInode = 0x100;
        var buffer = stackalloc byte[256];
        return StatX(-100, path, 0, WantInode, buffer) == 0 ? *(long*)(buffer + At) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* buffer);
}
