using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Linux.Files;

namespace Faultline.Host.Files;

/// <summary>Gives a file other permissions.</summary>
/// <param name="path">Its path.</param>
/// <param name="mode">The permissions in octal.</param>
internal sealed class FilePermission(string path, string mode) : IFault
{
    private const int MostMode = 0xfff;

    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop)
    {
        var wanted = Wanted();
        using var place = FilePlace.Find(context, path, follow: true);
        var state = place.Folder.Find(place.Name) ?? throw Gone(place);
        if (state.Mode == wanted)
        {
            throw new FaultRefusedException($"{place.Words} has the permissions {FilePlace.Octal(wanted)} already", "Give others.");
        }

        using var file = place.Tree.Find(place.Path, follow: false);
        if (file.Volume().IsReadOnly)
        {
            throw new FaultRefusedException($"{place.Words} is on a file system that is mounted read-only");
        }

        if (!MayChange(state))
        {
            throw new FaultRefusedException($"{place.Words} is another user's", "Run as its owner, as root, or with CAP_FOWNER.");
        }

        return Task.FromResult(
            new CapturedFault
            {
                What = $"change the permissions of {place.Words} from {FilePlace.Octal(state.Mode)} to {FilePlace.Octal(wanted)}",
                Before = place.Record(state).With("to", FilePlace.Octal(wanted)),
                Claims = [place.Claim(state)],
                Undo = [$"chmod {FilePlace.Octal(state.Mode)} {place.Typed}"],
                Persists = true,
                Limits = state.Links > 1 ? [$"The same {state.Kind} stands under {state.Links} names, and all are meant."] : [],
            }
        );
    }

    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var place = FilePlace.FindAgain(record.Before) ?? throw new FaultRefusedException($"'{path}' is gone by now");
        using var file = Held(place, record) ?? throw Gone(place);
        if (file.State().Mode != Mode(record, "mode"))
        {
            throw new FaultRefusedException($"somebody else has changed the permissions of {place.Words} since it was looked at");
        }

        Set(file, Mode(record, "to"));
        return Task.FromResult(new AppliedFault());
    }

    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop)
    {
        using var place = FilePlace.FindAgain(record.Before);
        using var file = place is null ? null : Held(place, record);
        if (file is null)
        {
            return Task.FromResult(new FaultProof(ProofState.Absent, "the file is gone"));
        }

        var now = file.State().Mode;
        return Task.FromResult(
            new FaultProof(
                now == Mode(record, "to") ? ProofState.Present : ProofState.Absent,
                $"its permissions are {FilePlace.Octal(now)}"
            )
            {
                Figures = DataObject.Of(("mode", FilePlace.Octal(now))),
            }
        );
    }

    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        using var place = FilePlace.FindAgain(record.Before);
        using var file = place is null ? null : Held(place, record);
        if (file is null)
        {
            // Whoever replaced the file may have taken its permissions over.
            var other = place?.Folder.Find(place.Name);
            return Task.FromResult(
                other is { IsLink: false } && other.Mode == Mode(record, "to")
                    ? new RevertResult(
                        RevertState.ChangedMeanwhile,
                        $"another {other.Kind} stands at {place!.Words}, with the same permissions"
                    )
                    : new RevertResult(RevertState.NothingToRevert, "the file is gone")
            );
        }

        var (before, ours, now) = (Mode(record, "mode"), Mode(record, "to"), file.State().Mode);
        if (now == before)
        {
            return Task.FromResult(new RevertResult(RevertState.NothingToRevert, $"its permissions are {FilePlace.Octal(before)}"));
        }

        if (now != ours)
        {
            return Task.FromResult(
                new RevertResult(RevertState.ChangedMeanwhile, $"somebody else has given it the permissions {FilePlace.Octal(now)}")
            );
        }

        Set(file, before);
        now = file.State().Mode;
        return Task.FromResult(
            now == before
                ? new RevertResult(RevertState.Reverted, $"its permissions are {FilePlace.Octal(before)} again")
                : new RevertResult(RevertState.Failed, $"its permissions are still {FilePlace.Octal(now)}")
        );
    }

    private int Wanted()
    {
        var digits = mode.Length > 1 ? mode.TrimStart('0') : mode;
        return digits.Length <= 4 && digits.All(digit => digit is >= '0' and <= '7') && Parse(digits) is var value and <= MostMode
            ? value
            : throw new FaultRefusedException($"'{mode}' is no set of permissions", "Give them in octal, such as \"000\" or \"0444\".");
    }

    private static int Parse(string digits) => digits.Length == 0 ? 0 : Convert.ToInt32(digits, 8);

    private static int Mode(UndoRecord record, string key) => Parse(record.Before.Text(key) ?? "");

    private static OpenFile? Held(FilePlace place, UndoRecord record)
    {
        if (place.Folder.Find(place.Name) is null)
        {
            return null;
        }

        var file = place.Tree.Find(place.Path, follow: false);
        if (place.IsSame(record, file.State()))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private static bool MayChange(FileState state) => FileRights.MayChange(state);

    private static void Set(OpenFile file, int wanted)
    {
        try
        {
            file.SetMode(wanted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultRefusedException($"the permissions of '{file.Path}' can't be changed: {e.Message}");
        }
    }

    private static FaultRefusedException Gone(FilePlace place) => new($"{place.Words} is gone by now, or is another file");
}
