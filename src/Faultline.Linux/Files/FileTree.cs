using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Files;

/// <summary>
/// The files below a root folder, such as a container's: no link and no <c>..</c> in a path leads out of it (openat2, Linux 5.6).
/// </summary>
public sealed unsafe class FileTree : IDisposable
{
    private readonly SafeFileHandle _root;

    private FileTree(SafeFileHandle root, string path) => (_root, Root) = (root, path);

    /// <summary>The root folder, as a path from here.</summary>
    public string Root { get; }

    /// <summary>The root folder as the kernel has it, where it can be seen from here.</summary>
    public string RealRoot =>
        new FileInfo(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{_root.DangerousGetHandle()}")
        ).LinkTarget
        ?? "/";

    /// <summary>Opens a tree.</summary>
    /// <param name="root">The root folder: <c>/</c>, <c>/proc/41/root</c>.</param>
    /// <exception cref="FileFailure">It can't be opened.</exception>
    public static FileTree Open(string root)
    {
        using var here = new SafeFileHandle(LibC.AtCurrentDirectory, ownsHandle: false);
        var descriptor = LibC.OpenAt(here, root, LibC.OpenPath | LibC.OpenDirectory | LibC.O_CLOEXEC, 0);
        return descriptor >= 0 ? new FileTree(new SafeFileHandle(descriptor, ownsHandle: true), root) : throw FileFailure.Last(root);
    }

    /// <summary>Takes hold of what stands at a path, without opening it: neither a right to read it is needed, nor is a pipe woken.</summary>
    /// <param name="path">The path within the tree.</param>
    /// <param name="follow">Whether a link at its end is followed.</param>
    /// <exception cref="FileFailure">There is nothing, or we may not look.</exception>
    public OpenFile Find(string path, bool follow = true) => Open(path, LibC.OpenPath | (follow ? 0 : LibC.OpenNoFollow));

    /// <summary>Opens a folder, in which names are found, made and changed.</summary>
    /// <exception cref="FileFailure">There is none, or it can't be opened.</exception>
    public OpenFile OpenFolder(string path) => Open(path, LibC.OpenDirectory);

    /// <summary>A path within the tree as a path from here, for commands.</summary>
    public string FromHere(string path) => Root == "/" ? path : Root + path;

    /// <summary>What stands at a path of this process (<see cref="FileState.Kind"/>), a link itself and not its end; null where nothing does that we may see.</summary>
    public static string? KindOf(string path)
    {
        try
        {
            using var tree = Open("/");
            using var file = tree.Find(System.IO.Path.GetFullPath(path), follow: false);
            return file.State().Kind;
        }
        catch (FileFailure)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private OpenFile Open(string path, int flags)
    {
        var how = new LibC.OpenRequest { Flags = (ulong)(uint)(flags | LibC.O_CLOEXEC), Resolve = LibC.ResolveInRoot };
        var descriptor = (int)LibC.OpenHow(LibC.SystemCallOpenat2, _root, path, &how, (nuint)sizeof(LibC.OpenRequest));
        if (descriptor < 0 && FileFailure.Last(path) is { Error: LibC.NoSuchCall } && Root == "/")
        {
            // Before Linux 5.6. Nothing can lead out of the whole tree.
            descriptor = LibC.OpenAt(_root, path, flags | LibC.O_CLOEXEC, 0);
        }

        return descriptor >= 0 ? new OpenFile(new SafeFileHandle(descriptor, ownsHandle: true), path) : throw FileFailure.Last(path);
    }
}
