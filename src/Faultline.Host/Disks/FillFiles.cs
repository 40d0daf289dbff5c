using System.Collections.Immutable;
using System.Globalization;
using Faultline.Linux.Files;

namespace Faultline.Host.Disks;

/// <summary>The files that fill a volume: held open, without a name where the file system allows that.</summary>
/// <param name="names">The names that they have otherwise, and for an instant where they can't be made without.</param>
internal sealed class FillFiles(ImmutableArray<string> names) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<OpenFile> _open = [];
    private bool _isClosed;

    /// <summary>The bytes that they take on the volume.</summary>
    public long Allocated
    {
        get
        {
            lock (_lock)
            {
                return _isClosed ? 0 : _open.Sum(file => file.State().Allocated);
            }
        }
    }

    /// <summary>The names of an effect's files.</summary>
    public static ImmutableArray<string> Names(string id, int count) =>
        [.. Enumerable.Range(0, count).Select(at => string.Create(CultureInfo.InvariantCulture, $".{id}.fill-{at}"))];

    /// <summary>Fills. A volume, or a quota, that is full before ends it early: how far it came is to be asked for then.</summary>
    /// <param name="folder">In which folder.</param>
    /// <param name="bytes">How many bytes, all files together.</param>
    /// <param name="block">How many bytes are written at once.</param>
    /// <param name="stop">Ends it where it is.</param>
    public async Task FillAsync(OpenFile folder, long bytes, int block, CancellationToken stop)
    {
        var share = bytes / names.Length;
        var isNamed = folder.Volume().KeepsOpenFiles;
        var work = names.Select(
            (name, at) =>
            {
                var file = Make(folder, name, isNamed);
                var wanted = at == 0 ? bytes - (share * (names.Length - 1)) : share;
                return Task.Run(() => Fill(file, wanted, block, stop), stop);
            }
        );
        await Task.WhenAll([.. work]);
    }

    /// <summary>Closes them, which frees what has no name.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            _open.ForEach(file => file.Dispose());
            _open.Clear();
        }

        return ValueTask.CompletedTask;
    }

    private OpenFile Make(OpenFile folder, string name, bool isNamed)
    {
        var file = isNamed ? folder.Create(name) : Unnamed(folder, name);
        lock (_lock)
        {
            _open.Add(file);
        }

        return file;
    }

    private static OpenFile Unnamed(OpenFile folder, string name)
    {
        try
        {
            return folder.CreateUnnamed();
        }
        catch (FileFailure e) when (!e.IsFull)
        {
            // Not every file system can; empty for the instant in which it has a name.
            var file = folder.Create(name);
            folder.Remove(name);
            return file;
        }
    }

    private static void Fill(OpenFile file, long bytes, int block, CancellationToken stop)
    {
        // Whole at once where the file system reserves space; in steps, so that it can be ended, and keeps what it has when it is full.
        const long Step = 1L << 30;
        try
        {
            for (long at = 0; at < bytes; at += Step)
            {
                stop.ThrowIfCancellationRequested();
                file.Allocate(at, Math.Min(Step, bytes - at));
            }

            return;
        }
        catch (FileFailure e) when (e.IsUnknown || e.IsFull)
        {
            // Written block by block below, as far as there is room.
        }

        Write(file, bytes, block, stop);
    }

    private static void Write(OpenFile file, long bytes, int block, CancellationToken stop)
    {
        // Nothing that a file system could fold together.
        var content = new byte[block];
        new Random(1).NextBytes(content);
        try
        {
            for (long at = 0; at < bytes; at += block)
            {
                stop.ThrowIfCancellationRequested();
                RandomAccess.Write(file.Handle, content.AsSpan(0, (int)Math.Min(block, bytes - at)), at);
            }

            RandomAccess.FlushToDisk(file.Handle);
        }
        catch (IOException)
        {
            // Full before its time, by others or by a quota: how much was taken is measured.
        }
    }
}
