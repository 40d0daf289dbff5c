using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Files;
using Faultline.Host.Targets;
using Faultline.Linux.Files;

namespace Faultline.Host.Disks;

/// <summary>Fills a volume by files that nobody sees.</summary>
/// <param name="amount">How much.</param>
/// <param name="dir">A folder on the volume.</param>
/// <param name="workers">How many files.</param>
/// <param name="blockKilobytes">How many KiB are written at once.</param>
internal sealed class DiskFill(DiskFillAmount amount, string dir, int workers, int blockKilobytes) : IFault
{
    private const int MostWorkers = 256;
    private const int MostBlock = 1 << 16;

    // Of what was asked for: a file system rounds, and keeps notes of its own.
    private const double Enough = 0.98;

    private FillFiles? _files;

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        if (workers is < 1 or > MostWorkers || blockKilobytes is < 1 or > MostBlock)
        {
            throw new FaultRefusedException(
                $"{workers} workers with blocks of {blockKilobytes} KiB can't be had",
                $"Give 1 to {MostWorkers} workers, and a 'block_size' from 1 to {MostBlock}."
            );
        }

        var place = TargetFinder.OfThisHost.Find(context);
        using var folder = Open(place);
        var words = $"the volume of '{dir}'" + (place.IsHost ? "" : " of " + place.Words);
        FileRights.NeedWritable(folder, $"'{dir}'");
        var volume = folder.Volume();
        var bytes = amount.Of(volume, words);
        var names = FillFiles.Names(context.Id, workers);
        var typed = string.Join(
            ' ',
            names.Select(name => ShellWord.Quote(Path.Combine(place.Root() is "/" ? dir : place.Root() + dir, name)))
        );
        return Task.FromResult(
            new CapturedFault
            {
                What = string.Create(
                    CultureInfo.InvariantCulture,
                    $"fill {words} with {ByteSize.Words(bytes)} ({volume.UsedPercent:0.#} % of it are in use, {ByteSize.Words(volume.Available)} are free)"
                ),
                Before = DataObject.Of(
                    ("place", place.Identity),
                    ("dir", dir),
                    ("bytes", bytes),
                    ("available_bytes", volume.Available),
                    ("names", DataArray.Of(names.Select(name => (DataNode)name)))
                ),
                Claims = [new FaultClaim($"volume:{folder.State().Identity.Device}", words)],
                Undo = volume.KeepsOpenFiles ? [$"rm -f {typed}"] : [],
                Persists = volume.KeepsOpenFiles,
                Limits = volume.IsMemory ? ["The volume stands in memory, which is counted for Faultline and not for the target."] : [],
            }
        );
    }

    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var place = TargetFinder.OfThisHost.Find(context);
        using var folder = Open(place);
        var files = new FillFiles(Names(record));
        try
        {
            await Task.Run(() => files.FillAsync(folder, Bytes(record), blockKilobytes << 10, stop), stop);
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }

        _files = files;
        return new AppliedFault { After = DataObject.Of(("allocated_bytes", files.Allocated)), Held = files };
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var (wanted, taken) = (Bytes(record), _files?.Allocated ?? 0);
        using var folder = FindFolder(record);
        if (folder is null)
        {
            return Task.FromResult(new FaultProof(ProofState.Absent, "its folder is gone"));
        }

        var volume = folder.Volume();
        var left = Names(record).Count(name => folder.Find(name) is not null);
        var state =
            _files is null && left > 0 ? ProofState.Present
            : _files is null && moment == ProofMoment.During ? ProofState.Unknown
            : taken >= wanted * Enough ? ProofState.Present
            : taken == 0 ? ProofState.Absent
            : ProofState.Unknown;
        return Task.FromResult(
            new FaultProof(
                state,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ByteSize.Words(taken)} of {ByteSize.Words(wanted)} are taken: {volume.UsedPercent:0.#} % of the volume are in use, {ByteSize.Words(volume.Available)} are free"
                )
            )
            {
                Figures = DataObject.Of(
                    ("taken_bytes", taken),
                    ("used_percent", Math.Round(volume.UsedPercent, 2)),
                    ("available_bytes", volume.Available)
                ),
            }
        );
    }

    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        if (_files is not null)
        {
            await _files.DisposeAsync();
        }

        using var folder = FindFolder(record);
        if (folder is null)
        {
            return new RevertResult(RevertState.NothingToRevert, "its folder is gone");
        }

        try
        {
            var removed = Names(record).Count(folder.Remove);
            return removed == 0
                ? new RevertResult(
                    RevertState.NothingToRevert,
                    record.After is null ? "nothing of it fills the volume" : "what filled the volume is gone"
                )
                : new RevertResult(RevertState.Reverted, string.Create(CultureInfo.InvariantCulture, $"{removed} files are removed"));
        }
        catch (FileFailure e)
        {
            return new RevertResult(RevertState.Failed, e.Message);
        }
    }

    private OpenFile Open(Place place)
    {
        try
        {
            using var tree = FileTree.Open(place.Root());
            return tree.OpenFolder(dir);
        }
        catch (FileFailure e)
        {
            throw new FaultRefusedException(
                e.IsMissing ? $"there is no folder '{dir}' in {place.Words}" : e.Message,
                e.IsMissing ? "Give a folder on the volume that is to be filled." : "Run as a user who may write there, or as root."
            );
        }
    }

    private static OpenFile? FindFolder(UndoRecord record)
    {
        var place = record.Before["place"] is DataObject identity ? TargetFinder.OfThisHost.FindAgain(identity) : null;
        try
        {
            using var tree = place is null ? null : FileTree.Open(place.Root());
            return tree?.OpenFolder(record.Before.Text("dir") ?? "");
        }
        catch (FileFailure e) when (e.IsMissing)
        {
            return null;
        }
    }

    private static ImmutableArray<string> Names(UndoRecord record) =>
        [.. ((record.Before["names"] as DataArray)?.Items.OfType<DataString>() ?? []).Select(name => name.Value)];

    private static long Bytes(UndoRecord record) =>
        record.Before["bytes"] is DataNumber number && long.TryParse(number.Text, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
}
