using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;

namespace Faultline.Host.Files;

/// <summary>What stands in the range of a file that was, or may have been, overwritten.</summary>
internal enum RangeState
{
    /// <summary>The true bytes.</summary>
    True,

    /// <summary>Ours, in whole.</summary>
    Ours,

    /// <summary>Some are the true ones and some ours: the write was cut off.</summary>
    Mixed,

    /// <summary>Some are neither: somebody else wrote there, or made the file shorter.</summary>
    Foreign,
}

/// <summary>A range of a file that is overwritten, and its true bytes, kept in a file beside it.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Mask">By what they are changed.</param>
/// <param name="Id">The effect's id.</param>
internal sealed record CorruptRange(long Offset, int Length, ByteMask Mask, string Id)
{
    /// <summary>The name of the file with the true bytes. Under this name it is complete.</summary>
    public string BackupName => "." + Id + ".backup";

    // Under this name while the true bytes are being written back: whoever finds it there goes on with that.
    private string MendingName => "." + Id + ".mending";

    private string UnfinishedName => "." + Id + ".unfinished";

    /// <summary>Reads a record.</summary>
    public static CorruptRange Read(UndoRecord record) =>
        new(
            Number(record.Before["offset"]),
            (int)Number(record.Before["bytes"]),
            new ByteMask((int)Number(record.Before["mask_seed"])),
            record.Id
        );

    /// <summary>The bytes that stand in the range now; fewer where the file is shorter.</summary>
    public byte[] Now(OpenFile file)
    {
        var bytes = new byte[Length];
        var read = 0;
        while (read < Length && RandomAccess.Read(file.Handle, bytes.AsSpan(read), Offset + read) is > 0 and var count)
        {
            read += count;
        }

        return bytes[..read];
    }

    /// <summary>Keeps the true bytes: on the disk, complete and under their name, or not at all.</summary>
    /// <exception cref="IOException">The volume is full, or the like.</exception>
    public void Keep(OpenFile folder, byte[] bytes)
    {
        folder.Remove(UnfinishedName);
        using (var backup = folder.Create(UnfinishedName))
        {
            RandomAccess.Write(backup.Handle, bytes, 0);
            RandomAccess.FlushToDisk(backup.Handle);
        }

        folder.Rename(UnfinishedName, BackupName);
        Flush(folder);
    }

    /// <summary>The true bytes; null where they were never kept, and so nothing was overwritten.</summary>
    public byte[]? Kept(OpenFile folder)
    {
        var name = folder.Find(BackupName) is not null ? BackupName : MendingName;
        if (folder.Find(name) is null)
        {
            return null;
        }

        using var backup = folder.Open(name, FileAccess.Read);
        return (this with { Offset = 0 }).Now(backup);
    }

    /// <summary>Whether the true bytes are being written back, or were when somebody died over it, and nobody else had touched the file before.</summary>
    public bool IsMending(OpenFile folder) => folder.Find(MendingName) is not null;

    /// <summary>From here on the file is touched by its undo.</summary>
    public void BeginMending(OpenFile folder)
    {
        folder.Rename(BackupName, MendingName);
        Flush(folder);
    }

    /// <summary>It did not work: the true bytes have the name again that the record tells of.</summary>
    public void GiveUpMending(OpenFile folder)
    {
        if (IsMending(folder))
        {
            folder.Rename(MendingName, BackupName);
        }
    }

    /// <summary>Forgets the true bytes, the unfinished ones included.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Forget(OpenFile folder)
    {
        var had = folder.Remove(BackupName) | folder.Remove(MendingName) | folder.Remove(UnfinishedName);
        if (had)
        {
            Flush(folder);
        }

        return had;
    }

    /// <summary>Writes into the range.</summary>
    public void Write(OpenFile file, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(file.Handle, bytes, Offset);
        RandomAccess.FlushToDisk(file.Handle);
    }

    /// <summary>Compares what is there with the true bytes and with ours.</summary>
    public RangeState Compare(ReadOnlySpan<byte> now, ReadOnlySpan<byte> kept)
    {
        if (now.Length != kept.Length)
        {
            return RangeState.Foreign;
        }

        var (isTrue, isOurs) = (true, true);
        for (var i = 0; i < now.Length; i++)
        {
            var (same, ours) = (now[i] == kept[i], now[i] == (byte)(kept[i] ^ Mask.At(i)));
            if (!same && !ours)
            {
                return RangeState.Foreign;
            }

            isTrue &= same;
            isOurs &= ours;
        }

        return isTrue ? RangeState.True
            : isOurs ? RangeState.Ours
            : RangeState.Mixed;
    }

    // Some file systems can't flush a folder; they keep names in order by themselves.
    private static void Flush(OpenFile folder)
    {
        try
        {
            RandomAccess.FlushToDisk(folder.Handle);
        }
        catch (IOException) { }
    }

    private static long Number(DataNode? node) =>
        node is DataNumber number && long.TryParse(number.Text, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
