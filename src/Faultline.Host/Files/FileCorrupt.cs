using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;

namespace Faultline.Host.Files;

/// <summary>Overwrites bytes of a file in place.</summary>
/// <param name="path">Its path.</param>
/// <param name="bytes">How many.</param>
/// <param name="offset">From where; null for a place by chance.</param>
internal sealed class FileCorrupt(string path, long bytes, long? offset) : IFault
{
    private const int MostBytes = 64 << 20;
    private const int SmallestBlock = 1 << 16;

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        if (bytes is < 1 or > MostBytes)
        {
            throw new FaultRefusedException($"'bytes' is {bytes}, which can't be overwritten", $"Give 1 to {MostBytes}.");
        }

        using var place = FilePlace.Find(context, path, follow: true);
        var state = place.Folder.Find(place.Name) ?? throw new FaultRefusedException($"there is no {place.Words}");
        if (!state.IsFile)
        {
            throw new FaultRefusedException($"{place.Words} is a {state.Kind}, and no regular file", "Give a file.");
        }

        if (state.Size == 0 || offset < 0 || offset >= state.Size)
        {
            throw new FaultRefusedException(
                state.Size == 0 ? $"{place.Words} is empty" : $"'offset' is {offset}, and {place.Words} has {state.Size} bytes",
                "Give a file, and an offset, with something there."
            );
        }

        FileRights.NeedWritable(place.Folder, place.Words);
        if (place.Folder.Volume().Available < bytes + (2 * SmallestBlock))
        {
            throw new FaultRefusedException(
                $"the file system of {place.Words} is full: there is no room for the true bytes",
                "Make room first."
            );
        }

        // Opened as it will be, and closed: a program that runs, or a file that may not be written, is known now.
        using var file = OpenToWrite(place);
        var length = (int)Math.Min(bytes, state.Size - (offset ?? 0));
        var start = offset ?? new Random(context.Seed).NextInt64(state.Size - length + 1);
        var range = new CorruptRange(start, length, new ByteMask(context.Seed), context.Id);
        var backup = place.TypedBeside(range.BackupName);
        return Task.FromResult(
            new CapturedFault
            {
                What = string.Create(
                    CultureInfo.InvariantCulture,
                    $"overwrite {length} of the {state.Size} bytes of {place.Words}, from byte {start} on"
                ),
                Before = place
                    .Record(state)
                    .With("offset", start)
                    .With("bytes", (long)length)
                    .With("mask_seed", (long)range.Mask.Seed)
                    .With(
                        "capabilities",
                        file.Capabilities() is { } capabilities ? Convert.ToBase64String(capabilities) : DataNull.Instance
                    )
                    .With("backup", range.BackupName),
                Claims = [place.Claim(state)],
                Undo =
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"dd if={backup} of={place.Typed} bs=64K oflag=seek_bytes seek={start} conv=notrunc status=none"
                    ),
                    $"touch -m -d @{state.Modified} {place.Typed}",
                    $"rm -f {backup}",
                ],
                Persists = true,
                Limits = state.Links > 1 ? [$"The same file stands under {state.Links} names, and all are meant."] : [],
            }
        );
    }

    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var place = FilePlace.FindAgain(record.Before) ?? throw new FaultRefusedException($"'{path}' is gone by now");
        using var file = OpenToWrite(place);
        var state = file.State();
        if (!place.IsSame(record, state) || state.Modified.ToString() != record.Before.Text("modified"))
        {
            throw new FaultRefusedException($"somebody else has changed {place.Words} since it was looked at", "Try again.");
        }

        var range = CorruptRange.Read(record);
        var now = range.Now(file);
        try
        {
            range.Keep(place.Folder, now);
        }
        catch (IOException e)
        {
            range.Forget(place.Folder);
            throw new FaultRefusedException($"the true bytes of {place.Words} can't be kept: {e.Message}", "Make room first.");
        }

        stop.ThrowIfCancellationRequested();
        range.Mask.Apply(now);
        range.Write(file, now);
        MakeUp(file, record, state.Modified);
        return Task.FromResult(new AppliedFault { After = DataObject.Of(("modified", state.Modified.ToString())) });
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        using var place = FilePlace.FindAgain(record.Before);
        var range = CorruptRange.Read(record);
        if (place is null || range.Kept(place.Folder) is not { } kept)
        {
            return Task.FromResult(new FaultProof(ProofState.Absent, "nothing of it is overwritten"));
        }

        using var file = Held(place, record);
        var state = file is null ? RangeState.Foreign : range.Compare(range.Now(file), kept);
        return Task.FromResult(
            state switch
            {
                RangeState.Ours => new FaultProof(
                    ProofState.Present,
                    string.Create(CultureInfo.InvariantCulture, $"{kept.Length} bytes from byte {range.Offset} on are not the true ones")
                )
                {
                    Figures = DataObject.Of(("overwritten_bytes", (long)kept.Length)),
                },
                RangeState.True => new FaultProof(ProofState.Absent, "all of its bytes are the true ones"),
                RangeState.Mixed => new FaultProof(
                    moment == ProofMoment.During ? ProofState.Unknown : ProofState.Present,
                    "some of its bytes are not the true ones"
                ),
                _ => new FaultProof(ProofState.Unknown, "somebody else wrote there"),
            }
        );
    }

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        using var place = FilePlace.FindAgain(record.Before);
        if (place is null)
        {
            return Task.FromResult(new RevertResult(RevertState.NothingToRevert, "its folder is gone"));
        }

        var range = CorruptRange.Read(record);
        if (range.Kept(place.Folder) is not { } kept)
        {
            range.Forget(place.Folder);
            return Task.FromResult(new RevertResult(RevertState.NothingToRevert, "nothing of it was overwritten"));
        }

        using var file = Held(place, record);
        if (file is null)
        {
            // Whoever removed the file removed its damage; another file in its place was written by somebody else.
            range.Forget(place.Folder);
            return Task.FromResult(new RevertResult(RevertState.NothingToRevert, "the file is gone"));
        }

        var found = range.Compare(range.Now(file), kept);
        if (found == RangeState.Foreign)
        {
            return Task.FromResult(
                new RevertResult(
                    RevertState.ChangedMeanwhile,
                    $"somebody else wrote where {place.Words} was overwritten; the true bytes are kept in '{range.BackupName}' beside it"
                )
                {
                    Commands =
                    [
                        .. record.Undo.Prepend(
                            $"ls -l {place.Typed} {place.TypedBeside(range.BackupName)}   # to put the true bytes back:"
                        ),
                    ],
                }
            );
        }

        // A write sets the time; who died between the two has left word that nobody else did.
        var isMending = range.IsMending(place.Folder);
        if (found == RangeState.True && !isMending)
        {
            range.Forget(place.Folder);
            return Task.FromResult(new RevertResult(RevertState.NothingToRevert, "all of its bytes are the true ones"));
        }

        Mend(place, file, record, range, kept, isMending);
        if (range.Compare(range.Now(file), kept) != RangeState.True)
        {
            range.GiveUpMending(place.Folder);
            return Task.FromResult(new RevertResult(RevertState.Failed, $"{place.Words} does not hold its true bytes"));
        }

        range.Forget(place.Folder);
        return Task.FromResult(
            new RevertResult(
                RevertState.Reverted,
                string.Create(CultureInfo.InvariantCulture, $"{kept.Length} bytes of {place.Words} are the true ones again")
            )
        );
    }

    private static void Mend(FilePlace place, OpenFile file, UndoRecord record, CorruptRange range, byte[] kept, bool isMending)
    {
        var state = file.State();
        // The time of the last change is put back where nobody else has changed anything since, as far as is known.
        var untouched =
            (isMending || record.After is null || state.Modified.ToString() == record.After.Text("modified"))
            && record.Before["size"] is DataNumber size
            && size.Text == state.Size.ToString(CultureInfo.InvariantCulture);
        if (untouched && !isMending)
        {
            range.BeginMending(place.Folder);
        }

        range.Write(file, kept);
        MakeUp(file, record, untouched ? FileTime.Parse(record.Before.Text("modified")) : null);
    }

    // A write takes setuid, setgid and capabilities away, and sets the time.
    private static void MakeUp(OpenFile file, UndoRecord record, FileTime? modified)
    {
        const int TakenAway = 0xc00;
        var mode = Convert.ToInt32(record.Before.Text("mode") ?? "0", 8);
        var now = file.State().Mode;
        if (now != mode && (now | TakenAway) == (mode | TakenAway))
        {
            file.SetMode(mode);
        }

        if (record.Before.Text("capabilities") is { } capabilities && file.Capabilities() is null)
        {
            file.SetCapabilities(Convert.FromBase64String(capabilities));
        }

        if (modified is { } time)
        {
            file.SetModified(time);
        }
    }

    private static OpenFile OpenToWrite(FilePlace place)
    {
        try
        {
            return place.Folder.Open(place.Name, FileAccess.ReadWrite);
        }
        catch (FileFailure e)
        {
            throw new FaultRefusedException($"{place.Words} can't be written: {e.Message}");
        }
    }

    private static OpenFile? Held(FilePlace place, UndoRecord record)
    {
        if (place.Folder.Find(place.Name) is not { IsFile: true } state || !place.IsSame(record, state))
        {
            return null;
        }

        return OpenToWrite(place);
    }
}
