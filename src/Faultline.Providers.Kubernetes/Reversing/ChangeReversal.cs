using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Kubernetes.Changes;
using Faultline.Providers.Kubernetes.Client;

namespace Faultline.Providers.Kubernetes.Reversing;

/// <summary>Undoes one change, and reads it back.</summary>
internal sealed class ChangeReversal(RecordedChange change, KubernetesClient client)
{
    /// <summary>How long a request may be on its way after the process that sent it has died.</summary>
    public static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(500);

    // How far the clocks of server and client may differ.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // How long something that is deleted is waited for, before the caller is told to come again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const int MostConflicts = 5;

    public async Task<RevertResult> RunAsync(CancellationToken stop)
    {
        var now = await client.FindAsync(change.Type, change.Namespace, change.Name, stop);
        return (change.Verb, change.Before) switch
        {
            ("delete" or "evict", not null) => await RecreateAsync(now, stop),
            (_, null) when change.Verb is "create" or "apply" => await DeleteAsync(now, stop),
            (_, not null) => await RestoreAsync(now, stop),
            _ => new RevertResult(RevertState.Failed, $"the record of {change.Words} does not say what was there before"),
        };
    }

    private async Task<RevertResult> DeleteAsync(DataObject? now, CancellationToken stop)
    {
        if (now is null)
        {
            return Nothing($"{change.Words} is gone");
        }

        var uid = Manifest.UidOf(now);
        var made = (change.After?["metadata"] as DataObject)?.Text("uid");
        if (made is not null ? made != uid : Born(now) < change.At - ClockSkew)
        {
            return Nothing($"{change.Words} is another one, which was not made by this run");
        }

        if (made is null && !FieldValue.Holds(now, change.After))
        {
            return new RevertResult(
                RevertState.ChangedMeanwhile,
                $"{change.Words} is not as this run would have made it, and was left as it is"
            );
        }

        if (!Manifest.IsGoing(now))
        {
            await IgnoringGoneAsync(client.DeleteAsync(change.Type, change.Namespace, change.Name, gracePeriod: null, stop, uid));
        }

        return await GoneAsync(uid, stop)
            ? new RevertResult(RevertState.Reverted, $"{change.Words} was deleted")
            : new RevertResult(RevertState.Failed, $"{change.Words} is deleted, but still there after {Patience.TotalSeconds:0} s");
    }

    private async Task<RevertResult> RecreateAsync(DataObject? now, CancellationToken stop)
    {
        if (now is not null && Manifest.UidOf(now) == change.Uid && Manifest.IsGoing(now))
        {
            if (!await GoneAsync(change.Uid, stop))
            {
                return new RevertResult(
                    RevertState.Failed,
                    $"{change.Words} is being deleted, and still there after {Patience.TotalSeconds:0} s, so that it can't be made again"
                );
            }

            now = await client.FindAsync(change.Type, change.Namespace, change.Name, stop);
        }

        if (now is not null)
        {
            return Nothing($"{change.Words} {(Manifest.UidOf(now) == change.Uid ? "is still there" : "was made again meanwhile")}");
        }

        if (change.LacksSecrets)
        {
            return Unknown();
        }

        try
        {
            await client.CreateAsync(change.Type, change.Namespace, change.Before!, stop);
        }
        catch (KubernetesException e) when (e.StatusCode == 409)
        {
            return Nothing($"{change.Words} was made again meanwhile");
        }

        return await client.FindAsync(change.Type, change.Namespace, change.Name, stop) is null
            ? new RevertResult(RevertState.Failed, $"{change.Words} was made again, and is gone again")
            : new RevertResult(RevertState.Reverted, $"{change.Words} was made again");
    }

    private async Task<RevertResult> RestoreAsync(DataObject? now, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            if (now is null || Manifest.IsGoing(now) || (change.Uid is not null && Manifest.UidOf(now) != change.Uid))
            {
                return Nothing($"{change.Words} is gone{(now is null ? "" : ", or another one")}");
            }

            if (change.LacksSecrets)
            {
                return Unknown();
            }

            var restoring = Look(now);
            if (restoring.IsNothing)
            {
                return Nothing($"{change.Words} is as it was");
            }

            if (restoring.Patch.Members.IsEmpty)
            {
                return Changed(restoring);
            }

            try
            {
                var answer = await client.PatchAsync(
                    change.Type,
                    change.Namespace,
                    change.Name,
                    PatchKind.Merge,
                    ForVersion(restoring.Patch, now),
                    stop
                );
                return Judge(restoring, Look(answer));
            }
            catch (KubernetesException e) when (e.StatusCode == 409 && tries < MostConflicts)
            {
                // Somebody wrote to it between our look and our patch.
                now = await client.FindAsync(change.Type, change.Namespace, change.Name, stop);
            }
            catch (KubernetesException e) when (e.StatusCode == 404)
            {
                now = null;
            }
        }
    }

    private FieldRestoration Look(DataObject item) =>
        FieldRestoration.Of(change.Before!, change.After, change.IsMade, Manifest.Whole(change.Type, item));

    private RevertResult Judge(FieldRestoration done, FieldRestoration left) =>
        !left.Patch.Members.IsEmpty
            ? new RevertResult(RevertState.Failed, $"{change.Words} was put back, but did not stay so: {Fields(left.Patch)}")
        : done.ChangedMeanwhile.Count > 0 ? Changed(done)
        : new RevertResult(RevertState.Reverted, $"{change.Words} was put back: {Fields(done.Patch)}");

    private RevertResult Changed(FieldRestoration restoring) =>
        new(
            RevertState.ChangedMeanwhile,
            $"somebody else has changed {change.Words} since: {string.Join(", ", restoring.ChangedMeanwhile)} "
                + (restoring.ChangedMeanwhile.Count == 1 ? "was" : "were")
                + " left as "
                + (restoring.ChangedMeanwhile.Count == 1 ? "it is" : "they are")
        );

    private RevertResult Unknown() =>
        new(RevertState.Failed, $"what {change.Words} held is secret, and was known to a process that is gone");

    private async Task<bool> GoneAsync(string? uid, CancellationToken stop)
    {
        using var deadline = new Deadline(Patience, client.Transport.Time, stop);
        while (true)
        {
            var there = await client.FindAsync(change.Type, change.Namespace, change.Name, stop);
            if (there is null || Manifest.UidOf(there) != uid)
            {
                return true;
            }

            if (deadline.Remaining <= TimeSpan.Zero)
            {
                return false;
            }

            await deadline.PauseAsync(Pause);
        }
    }

    // What a patch is meant for: a version that changed meanwhile is refused.
    private static DataObject ForVersion(DataObject patch, DataObject now) =>
        (now["metadata"] as DataObject)?["resourceVersion"] is { } version
            ? patch.With("metadata", (patch["metadata"] as DataObject ?? DataObject.Empty).With("resourceVersion", version))
            : patch;

    private static DateTimeOffset Born(DataObject item) =>
        DateTimeOffset.TryParse(
            (item["metadata"] as DataObject)?.Text("creationTimestamp"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var born
        )
            ? born
            : DateTimeOffset.MaxValue;

    private static async Task IgnoringGoneAsync(Task deletion)
    {
        try
        {
            await deletion;
        }
        catch (KubernetesException e) when (e.StatusCode is 404 or 409)
        {
            // Gone already, or another by now: the look that follows tells.
        }
    }

    private static RevertResult Nothing(string message) => new(RevertState.NothingToRevert, message);

    private static string Fields(DataObject patch) =>
        string.Join(", ", patch.Members.SelectMany(member => Leaves(member.Key, member.Value)).Take(6));

    private static IEnumerable<string> Leaves(string path, DataNode value) =>
        value is DataObject { Members.IsEmpty: false } inner
            ? inner.Members.SelectMany(member => Leaves($"{path}.{member.Key}", member.Value))
            : [path];
}
