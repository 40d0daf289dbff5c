using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.TestHost;

/// <summary>
/// Writes something else into a file, which stays when everybody dies. <c>hang</c> names what never ends (<c>apply</c>,
/// <c>revert</c>); a file <c>PATH.no</c> keeps a revert from working for as long as it is there.
/// </summary>
public sealed class FileFault(DataObject arguments) : IFault
{
    private string Path => arguments.Text("path") ?? throw new FaultRefusedException("'path' is missing");

    /// <inheritdoc/>
    public async Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        if (!File.Exists(Path))
        {
            throw new FaultRefusedException($"there is no file '{Path}'", "Make it.");
        }

        return new CapturedFault
        {
            What = $"overwrite '{Path}'",
            Before = DataObject.Of(("text", await File.ReadAllTextAsync(Path, stop))),
            Claims = [new FaultClaim("file:" + Path, $"file '{Path}'")],
            Undo = [$"restore '{Path}'"],
            Persists = true,
        };
    }

    /// <inheritdoc/>
    public async Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        await File.WriteAllTextAsync(Path, Broken(record), CancellationToken.None);
        context.Report("Overwriting " + Path);
        if (arguments.Text("hang") == "apply")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, CancellationToken.None);
        }

        return new AppliedFault { After = DataObject.Of(("text", Broken(record))) };
    }

    /// <inheritdoc/>
    public async Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        var text = await File.ReadAllTextAsync(Path, stop);
        return new FaultProof(text == Broken(record) ? ProofState.Present : ProofState.Absent, $"the file says '{text}'");
    }

    /// <inheritdoc/>
    public async Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        if (arguments.Text("hang") == "revert")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, CancellationToken.None);
        }

        if (File.Exists(Path + ".no"))
        {
            throw new IOException("Somebody keeps it.");
        }

        if (!File.Exists(Path))
        {
            return new RevertResult(RevertState.NothingToRevert, "it is gone");
        }

        var text = await File.ReadAllTextAsync(Path, stop);
        if (text == record.Before.Text("text"))
        {
            return new RevertResult(RevertState.NothingToRevert, "it is as it was");
        }

        // A kill in the middle of the write leaves it empty.
        if (text != Broken(record) && text.Length > 0)
        {
            return new RevertResult(RevertState.ChangedMeanwhile, $"it says '{text}' now");
        }

        await File.WriteAllTextAsync(Path, record.Before.Text("text"), CancellationToken.None);
        return new RevertResult(RevertState.Reverted, "it says what it said");
    }

    private static string Broken(UndoRecord record) => "broken by " + record.Id;
}
