using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Client;

/// <summary>
/// Waits until objects are in some state: lists them, then watches them from there on, so that no state is missed, and lists them
/// again when the watch ends or has fallen behind. One deadline by the clock on the wall holds for all of it.
/// </summary>
internal sealed class ObjectWatch(KubernetesClient client)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether the state was reached in time.</summary>
    /// <param name="type">The kind of objects.</param>
    /// <param name="ns">The namespace; null for all, or for objects that stand in none.</param>
    /// <param name="options">Which of them.</param>
    /// <param name="reached">Looks at all of them as they are at one moment.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="stop">Asks the call to end now.</param>
    /// <exception cref="KubernetesException">They could not be seen at all, or may not be.</exception>
    public async Task<bool> UntilAsync(
        ResourceType type,
        string? ns,
        ListOptions options,
        Func<IReadOnlyCollection<DataObject>, bool> reached,
        TimeSpan timeout,
        CancellationToken stop
    )
    {
        using var deadline = new Deadline(timeout, client.Transport.Time, stop);
        KubernetesException? unseen = null;
        var hasLooked = false;
        for (var isFirst = true; isFirst || deadline.Remaining > TimeSpan.Zero; isFirst = false)
        {
            try
            {
                // The first look is taken however short the wait is.
                var patience =
                    isFirst && deadline.Remaining < Pause ? Pause : Shorter(deadline.Remaining, KubernetesClient.DefaultDeadline);
                var snapshot = await client.SnapshotAsync(type, ns, options, stop, patience);
                (unseen, hasLooked) = (null, true);
                var objects = snapshot.Items.ToDictionary(Key, StringComparer.Ordinal);
                if (
                    reached(objects.Values)
                    || await FollowAsync(Request(type, ns, options, snapshot.Version, deadline), objects, reached, deadline)
                )
                {
                    return true;
                }
            }
            catch (KubernetesException e) when (e.MayPass)
            {
                // That the deadline cut off the last question is no news: what was seen or said before counts.
                unseen = IsOver(deadline) && e.StatusCode is null && (hasLooked || unseen is not null) ? unseen : e;
            }

            await deadline.PauseAsync(Pause);
        }

        return unseen is null ? false : throw unseen;
    }

    private async Task<bool> FollowAsync(
        ApiRequest request,
        Dictionary<string, DataObject> objects,
        Func<IReadOnlyCollection<DataObject>, bool> reached,
        Deadline deadline
    )
    {
        if (deadline.Remaining <= TimeSpan.Zero)
        {
            return false;
        }

        try
        {
            using var response = await client.Transport.OpenAsync(request, deadline);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token), Encoding.UTF8);
            while (await reader.ReadLineAsync(deadline.Token) is { } line)
            {
                if (!Apply(line, objects))
                {
                    return false;
                }

                if (reached(objects.Values))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // A stream that breaks is a stream that ends: what happened meanwhile is seen in the next list.
        }
        catch (Exception e) when (e is OperationCanceledException or KubernetesException && IsOver(deadline))
        {
            // Not an error: the state was not reached in time.
        }

        return false;
    }

    private static bool IsOver(Deadline deadline) => deadline.Token.IsCancellationRequested && !deadline.Stop.IsCancellationRequested;

    // False where the stream can't be gone on with: it has fallen behind (410), or says what is none of ours.
    private static bool Apply(string line, Dictionary<string, DataObject> objects)
    {
        DataObject? change;
        try
        {
            change = JsonText.Parse(line) as DataObject;
        }
        catch (DataSyntaxException)
        {
            return false;
        }

        if (change?["object"] is not DataObject changed)
        {
            return false;
        }

        switch (change.Text("type"))
        {
            case "ADDED" or "MODIFIED":
                objects[Key(changed)] = changed;
                return true;
            case "DELETED":
                objects.Remove(Key(changed));
                return true;
            case "BOOKMARK":
                return true;
            default:
                return false;
        }
    }

    private static ApiRequest Request(ResourceType type, string? ns, ListOptions options, string version, Deadline deadline)
    {
        (string Key, string? Value)[] query =
        [
            ("watch", "true"),
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("resourceVersion", version),
            ("allowWatchBookmarks", "true"),
            ("timeoutSeconds", Math.Max(1, Math.Ceiling(deadline.Remaining.TotalSeconds)).ToString(CultureInfo.InvariantCulture)),
        ];
        return new ApiRequest
        {
            Method = HttpMethod.Get,
            Verb = "watch",
            Type = type,
            Namespace = ns,
            Query = [.. query.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))],
        };
    }

    private static string Key(DataObject item) =>
        item["metadata"] is DataObject metadata ? $"{metadata.Text("namespace")}/{metadata.Text("name")}" : "";

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
