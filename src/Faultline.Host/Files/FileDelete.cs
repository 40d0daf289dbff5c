using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;

namespace Faultline.Host.Files;

/// <summary>Takes a file away by another name for it.</summary>
/// <param name="path">Its path.</param>
internal sealed class FileDelete(string path) : IFault
{
    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        using var place = FilePlace.Find(context, path, follow: false);
        var state = place.Folder.Find(place.Name) ?? throw new FaultRefusedException($"there is no {place.Words}");
        if (OwnFiles.Within(state.Identity, place.Tree.FromHere(place.Path)) is { } own)
        {
            throw new FaultRefusedException($"{place.Words} is left alone: Faultline itself uses '{own}'", "Name another.");
        }

        FileRights.NeedWritable(place.Folder, place.Words);
        var hidden = Hidden(context.Id);
        return Task.FromResult(
            new CapturedFault
            {
                What = $"take the {state.Kind} {place.Words} away",
                Before = place.Record(state).With("hidden", hidden),
                Claims = [place.Claim(state)],
                Undo = [$"mv -nT {place.TypedBeside(hidden)} {place.Typed}"],
                Persists = true,
                Limits = state.Links > 1 && state.IsFile ? [$"The same file stands under {state.Links} names; the others stay."] : [],
            }
        );
    }

    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var place = FilePlace.FindAgain(record.Before) ?? throw new FaultRefusedException($"'{path}' is gone by now");
        if (place.Folder.Find(place.Name) is not { } state || !place.IsSame(record, state))
        {
            throw new FaultRefusedException($"{place.Words} is gone by now, or is another file");
        }

        try
        {
            place.Folder.Rename(place.Name, Hidden(record.Id));
        }
        catch (FileFailure e)
        {
            throw new FaultRefusedException(
                e.IsUnknown ? $"the file system of {place.Words} can't rename without the danger of replacing something" : e.Message
            );
        }

        return Task.FromResult(new AppliedFault());
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        using var place = FilePlace.FindAgain(record.Before);
        var isHidden = place?.Folder.Find(Hidden(record.Id)) is not null;
        var isThere = place?.Folder.Find(place.Name) is not null;
        return Task.FromResult(
            (isHidden, isThere) switch
            {
                (true, false) => new FaultProof(ProofState.Present, "nothing stands at its path"),
                (true, true) => new FaultProof(
                    moment == ProofMoment.During ? ProofState.Unknown : ProofState.Present,
                    "it is away, and something else stands at its path"
                ),
                _ => new FaultProof(ProofState.Absent, isThere ? "it stands at its path" : "it is gone, and not by us"),
            }
        );
    }

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        using var place = FilePlace.FindAgain(record.Before);
        if (place?.Folder.Find(Hidden(record.Id)) is not { } away)
        {
            return Task.FromResult(
                new RevertResult(RevertState.NothingToRevert, place is null ? "its folder is gone" : "it was not taken away")
            );
        }

        if (!place.IsSame(record, away))
        {
            return Task.FromResult(
                new RevertResult(RevertState.ChangedMeanwhile, $"another {away.Kind} has the name that it was hidden under")
            );
        }

        try
        {
            place.Folder.Rename(Hidden(record.Id), place.Name);
        }
        catch (FileFailure e) when (e.IsTaken)
        {
            var hidden = place.TypedBeside(Hidden(record.Id));
            return Task.FromResult(
                new RevertResult(RevertState.ChangedMeanwhile, $"something else stands at {place.Words} by now, and was left there")
                {
                    Commands = [$"mv -fT {hidden} {place.Typed}   # or, to keep what is there: rm -rf {hidden}"],
                }
            );
        }
        catch (FileFailure e)
        {
            return Task.FromResult(new RevertResult(RevertState.Failed, e.Message));
        }

        return Task.FromResult(
            place.Folder.Find(place.Name) is { } back && place.IsSame(record, back)
                ? new RevertResult(RevertState.Reverted, $"{place.Words} is back")
                : new RevertResult(RevertState.Failed, $"{place.Words} is not back")
        );
    }

    private static string Hidden(string id) => "." + id + ".deleted";
}
