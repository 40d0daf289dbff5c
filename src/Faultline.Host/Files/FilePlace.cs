using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Targets;
using Faultline.Linux.Files;
using Faultline.Linux.Processes;

namespace Faultline.Host.Files;

/// <summary>
/// One name in one folder of one place, held open: the folder by its descriptor, so that nothing that is done to a path in between
/// leads elsewhere. A record finds it again.
/// </summary>
internal sealed class FilePlace : IDisposable
{
    private readonly Place _place;

    private FilePlace(Place place, FileTree tree, OpenFile folder, string name)
    {
        _place = place;
        Tree = tree;
        Folder = folder;
        Name = name;
    }

    /// <summary>The place's files.</summary>
    public FileTree Tree { get; }

    /// <summary>The folder.</summary>
    public OpenFile Folder { get; }

    /// <summary>The name in the folder.</summary>
    public string Name { get; }

    /// <summary>The path within the place, without a link in it.</summary>
    public string Path => System.IO.Path.Combine(Folder.Path, Name);

    /// <summary>What to call it: <c>'/etc/hosts'</c>, <c>'/etc/hosts' of container 'web' (3f2a91c0d1e2)</c>.</summary>
    public string Words => WordsOf(Path);

    /// <summary>The path as a person types it here.</summary>
    public string Typed => ShellWord.Quote(Tree.FromHere(Path));

    /// <summary>What another path of the place is called.</summary>
    public string WordsOf(string path) => $"'{path}'" + (_place.IsHost ? "" : " of " + _place.Words);

    /// <summary>The path of another name in the same folder, as a person types it here.</summary>
    public string TypedBeside(string name) => ShellWord.Quote(Tree.FromHere(System.IO.Path.Combine(Folder.Path, name)));

    /// <summary>Finds the file that an argument names.</summary>
    /// <param name="context">Where.</param>
    /// <param name="path">Its path within the place.</param>
    /// <param name="follow">Whether a link is taken for what it leads to, within the place.</param>
    /// <exception cref="FaultRefusedException">There is none, or we may not look.</exception>
    public static FilePlace Find(FaultContext context, string path, bool follow)
    {
        if (!path.StartsWith('/'))
        {
            throw new FaultRefusedException($"'{path}' is no path from the root folder", "Give a path that begins with '/'.");
        }

        var place = TargetFinder.OfThisHost.Find(context);
        try
        {
            return Open(place, tree => Real(tree, path, follow));
        }
        catch (FileFailure e)
        {
            throw new FaultRefusedException(
                e.IsMissing ? $"there is no '{path}' in {place.Words}" : e.Message,
                e.IsMissing ? null : "Run as its owner or as root; on kernels before 5.6 only this host's files can be reached."
            );
        }
    }

    /// <summary>Finds the file of a record again; null where its place, or its folder, is gone.</summary>
    public static FilePlace? FindAgain(DataObject before)
    {
        var place = before["place"] is DataObject identity ? TargetFinder.OfThisHost.FindAgain(identity) : null;
        try
        {
            return place is not null && before.Text("path") is { } path ? Open(place, _ => path) : null;
        }
        catch (FileFailure e) when (e.IsMissing)
        {
            return null;
        }
    }

    /// <summary>What a record has to know to find the file again, and the file's own facts.</summary>
    public DataObject Record(FileState state) =>
        DataObject.Of(
            ("place", _place.Identity),
            ("path", Path),
            ("device", state.Identity.Device),
            ("inode", state.Identity.Inode.ToString(CultureInfo.InvariantCulture)),
            ("mode", Octal(state.Mode)),
            ("user", state.User),
            ("group", state.Group),
            ("size", state.Size),
            ("modified", state.Modified.ToString())
        );

    /// <summary>Whether a file is the record's. Numbers of devices are dealt out anew at every boot, and at every start of a container.</summary>
    public bool IsSame(UndoRecord record, FileState state)
    {
        var before = record.Before;
        var isDeviceKnown =
            record.BootId == ProcessIdentity.BootIdNow && JsonText.Write(_place.Identity) == JsonText.Write((DataObject)before["place"]!);
        return before.Text("inode") == state.Identity.Inode.ToString(CultureInfo.InvariantCulture)
            && (!isDeviceKnown || before.Text("device") == state.Identity.Device);
    }

    /// <summary>The claim on the file.</summary>
    public FaultClaim Claim(FileState state) => new($"file:{Path}@{state.Identity}", $"{state.Kind} {Words}");

    /// <summary>A mode as people write it: <c>0644</c>.</summary>
    public static string Octal(int mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        Tree.Dispose();
    }

    // Without links: the folder's by the kernel, the name's own where it is followed.
    private static string Real(FileTree tree, string path, bool follow)
    {
        if (follow)
        {
            using var file = tree.Find(path);
            return InTree(tree, file);
        }

        var trimmed = path.TrimEnd('/');
        var cut = trimmed.LastIndexOf('/');
        if (trimmed[(cut + 1)..] is "" or "." or "..")
        {
            throw new FaultRefusedException($"'{path}' names no file", "Give the path of one file or folder.");
        }

        using var folder = tree.OpenFolder(cut == 0 ? "/" : trimmed[..cut]);
        return System.IO.Path.Combine(InTree(tree, folder), trimmed[(cut + 1)..]);
    }

    // The kernel tells paths from our root; another's root that lies below ours is cut off, another namespace's is not seen.
    private static string InTree(FileTree tree, OpenFile file)
    {
        var real = file.RealPath;
        var root = tree.Root == "/" ? "" : tree.RealRoot.TrimEnd('/');
        return root.Length > 0 && real.StartsWith(root + "/", StringComparison.Ordinal) ? real[root.Length..]
            : root.Length > 0 && real == root ? "/"
            : real;
    }

    private static FilePlace Open(Place place, Func<FileTree, string> find)
    {
        var tree = FileTree.Open(place.Root());
        try
        {
            var path = find(tree);
            if (path == "/")
            {
                throw new FaultRefusedException(
                    $"'/' of {place.Words} is the root of all its files",
                    "Give the path of one file or folder."
                );
            }

            var cut = path.LastIndexOf('/');
            return new FilePlace(place, tree, tree.OpenFolder(cut == 0 ? "/" : path[..cut]), path[(cut + 1)..]);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }
}
