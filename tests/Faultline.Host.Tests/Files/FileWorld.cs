using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Files;
using Faultline.TestKit;

namespace Faultline.Host.Tests.Files;

/// <summary>A folder with a file that is broken, and one beside it that must not be.</summary>
/// <param name="function">The fault.</param>
/// <param name="arguments">Its arguments besides <c>path</c>.</param>
internal class FileWorld(string function, DataObject arguments) : FaultWorld
{
    protected const string Text = "the password is hunter2, and nobody may read it here\n";

    private readonly TemporaryFolder _folder = new();

    public string File => Path.Combine(_folder.Path, "it's a file.txt");

    public string Folder => _folder.Path;

    public override string Function => function;

    public override DataObject Arguments => arguments.With("path", File);

    public override ImmutableArray<string> Secrets => ["hunter2"];

    public override Task MakeAsync(CancellationToken stop)
    {
        System.IO.File.WriteAllText(File, Text);
        System.IO.File.SetUnixFileMode(File, (UnixFileMode)0x1a4);
        System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1234567));
        _folder.Write("beside", "another");
        return Task.CompletedTask;
    }

    public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(Describe("it's a file.txt"));

    public override Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult(Describe("beside"));

    public override Task<ImmutableArray<string>> NamesAsync(CancellationToken stop) =>
        Task.FromResult(Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)).ToImmutableArray());

    public override Task<bool> RemoveTargetAsync(CancellationToken stop)
    {
        System.IO.File.Delete(File);
        return Task.FromResult(true);
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Root reads what nobody may.
    private static string Content(string path)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(path)));
        }
        catch (UnauthorizedAccessException)
        {
            return "that may not be read";
        }
    }

    protected string Describe(string name)
    {
        using var tree = FileTree.Open(Folder);
        using var folder = tree.OpenFolder("/");
        if (folder.Find(name) is not { } state)
        {
            return "nothing";
        }

        var content = Content(Path.Combine(Folder, name));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"inode {state.Identity} mode {Convert.ToString(state.Mode, 8)} owner {state.User}:{state.Group} links {state.Links} size {state.Size} modified {state.Modified} content {content}"
        );
    }
}
