using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux;

namespace Faultline.Samples.Faults;

/// <summary>Moves the time at which a file was last written into the past, and puts it back.</summary>
/// <param name="path">The file.</param>
/// <param name="by">How far.</param>
internal sealed class FileAge(string path, TimeSpan by) : IFault
{
    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        if (context.Target.Text("type") is not (null or "host"))
        {
            throw new FaultRefusedException("the age of a file is changed on this host only", "Leave the 'target' out.");
        }

        if (!File.Exists(path) || FileIdentity.Of(path) is not { } file)
        {
            throw new FaultRefusedException($"there is no file '{path}'", "Give the path of a file that is there.");
        }

        var (full, written) = (Path.GetFullPath(path), File.GetLastWriteTimeUtc(path));
        return Task.FromResult(
            new CapturedFault
            {
                What = $"make '{path}' {by.TotalSeconds:0} s older",
                // All that a revert needs, also by another process, after this one is dead.
                Before = DataObject.Of(
                    ("path", full),
                    ("file", file.ToString()),
                    ("written", written.Ticks),
                    ("aged", (written - by).Ticks)
                ),
                Claims = [new FaultClaim($"file:{file}", $"file '{path}'")],
                Undo = [$"touch -m -d '{written:yyyy-MM-dd HH:mm:ss.fffffff} UTC' -- '{full.Replace("'", @"'\''")}'"],
                Persists = true,
                Limits = ["Its time is put back to a tenth of a microsecond."],
            }
        );
    }

    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var target = Target.Of(record);
        if (target.Written() != target.Before)
        {
            throw new FaultRefusedException($"'{target.Path}' was written meanwhile", "Try again.");
        }

        File.SetLastWriteTimeUtc(target.Path, target.Aged);
        context.Report($"Ageing {target.Path} by {by.TotalSeconds:0} s");
        return Task.FromResult(new AppliedFault());
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        // Asked of the kernel anew: that no call failed is no proof.
        var target = Target.Of(record);
        return Task.FromResult(
            target.Written() is not { } written
                ? new FaultProof(moment == ProofMoment.During ? ProofState.Unknown : ProofState.Absent, "the file is gone")
                : new FaultProof(
                    written == target.Aged ? ProofState.Present : ProofState.Absent,
                    $"it was written at {written:yyyy-MM-dd HH:mm:ss.fffffff}"
                )
                {
                    Figures = DataObject.Of(("age_s", (context.Time.GetUtcNow().UtcDateTime - written).TotalSeconds)),
                }
        );
    }

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        // May be called at any moment, by any process, any number of times.
        var target = Target.Of(record);
        var written = target.Written();
        if (written is null || written == target.Before)
        {
            return Task.FromResult(
                new RevertResult(RevertState.NothingToRevert, written is null ? "the file is gone" : "its time is its own")
            );
        }

        if (written != target.Aged)
        {
            // Somebody has written it since: that time is the truth, and stays.
            return Task.FromResult(new RevertResult(RevertState.NothingToRevert, "it was written meanwhile, and its time is its own"));
        }

        File.SetLastWriteTimeUtc(target.Path, target.Before);
        return Task.FromResult(
            target.Written() == target.Before
                ? new RevertResult(RevertState.Reverted, "its time was put back")
                : new RevertResult(RevertState.Failed, "its time is not what was set")
        );
    }

    /// <summary>The file that a record is about. A path can be given to another file; device and inode tell them apart.</summary>
    private sealed record Target(string Path, string Identity, DateTime Before, DateTime Aged)
    {
        public static Target Of(UndoRecord record) =>
            new(record.Before.Text("path")!, record.Before.Text("file")!, Time(record.Before["written"]), Time(record.Before["aged"]));

        /// <summary>When it was written last; null where it is gone, or another stands in its place.</summary>
        public DateTime? Written() => FileIdentity.Of(Path)?.ToString() == Identity ? File.GetLastWriteTimeUtc(Path) : null;

        private static DateTime Time(DataNode? ticks) =>
            new(long.Parse(((DataNumber)ticks!).Text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
    }
}
