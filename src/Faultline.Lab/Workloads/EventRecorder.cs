using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Workloads;

/// <summary>
/// Writes what happened down as Event objects. The same thing again counts the first one up; of very many events the last are kept.
/// </summary>
internal sealed class EventRecorder(ObjectStore store, TimeProvider time)
{
    private const int MostEvents = 5_000;
    private const long NanosecondsPerTick = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<EventIdentity, ObjectKey> _known = [];
    private readonly Queue<EventIdentity> _order = new();
    private long _stamp;

    /// <summary>Something that was to be expected.</summary>
    /// <param name="source">Who saw it.</param>
    /// <param name="about">The object that it happened to.</param>
    /// <param name="reason">Kubernetes' word for it.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="container">The container, where it is about one.</param>
    public void Normal(EventSource source, DataObject about, string reason, string message, string? container = null) =>
        Record(source, about, "Normal", reason, message, container);

    /// <summary>Something that went wrong.</summary>
    public void Warning(EventSource source, DataObject about, string reason, string message, string? container = null) =>
        Record(source, about, "Warning", reason, message, container);

    private void Record(EventSource source, DataObject about, string type, string reason, string message, string? container)
    {
        var identity = new EventIdentity(about.Uid(), type, reason, message, container);
        var now = KubernetesTime.Seconds(time.GetUtcNow());
        var home = about.Namespace() is { Length: > 0 } own ? own : "default";
        if (store.Get(new ObjectKey(ResourceKinds.Namespace, "", home)) is not { } place || place.IsTerminating())
        {
            // Nothing new comes into a namespace that is on its way out.
            return;
        }

        lock (_lock)
        {
            var isAgain = _known.TryGetValue(identity, out var known);
            if (isAgain && store.Update(known!, uid: null, one => Again(one, now)) is not null)
            {
                return;
            }

            var key = Create(source, about, identity, home, now);
            _known[identity] = key;
            if (!isAgain)
            {
                _order.Enqueue(identity);
                Forget();
            }
        }
    }

    private ObjectKey Create(EventSource source, DataObject about, EventIdentity identity, string home, string now)
    {
        while (true)
        {
            _stamp = Math.Max(_stamp + 1, (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosecondsPerTick);
            var name = string.Create(CultureInfo.InvariantCulture, $"{about.Name()}.{_stamp:x16}");
            var key = new ObjectKey(ResourceKinds.Event, home, name);
            if (store.Create(key, EventObject(source, about, identity, key, now)) is not null)
            {
                return key;
            }
        }
    }

    private void Forget()
    {
        while (_order.Count > MostEvents)
        {
            var oldest = _order.Dequeue();
            if (_known.Remove(oldest, out var key))
            {
                store.Remove(key);
            }
        }
    }

    private static DataObject Again(DataObject node, string now) =>
        node.With("count", (node.NumberAt("count") ?? 1) + 1).With("lastTimestamp", now);

    private static DataObject EventObject(EventSource source, DataObject about, EventIdentity identity, ObjectKey key, string now)
    {
        var involved = DataObject.Of(("kind", about.Text("kind") ?? ""));
        involved = about.Namespace() is { Length: > 0 } own ? involved.With("namespace", own) : involved;
        involved = involved
            .With("name", about.Name())
            .With("uid", about.Uid())
            .With("apiVersion", about.Text("apiVersion") ?? "v1")
            .With("resourceVersion", about.TextAt("metadata", "resourceVersion") ?? "");
        if (identity.Container is { } container)
        {
            var isInit = about.ItemsAt("spec", "initContainers").Any(one => one.TextAt("name") == container);
            involved = involved.With("fieldPath", $"spec.{(isInit ? "initContainers" : "containers")}{{{container}}}");
        }

        var from = DataObject.Of(("component", source.Component));
        return DataObject.Of(
            ("apiVersion", "v1"),
            ("kind", "Event"),
            ("metadata", DataObject.Of(("name", key.Name), ("namespace", key.Namespace))),
            ("involvedObject", involved),
            ("reason", identity.Reason),
            ("message", identity.Message),
            ("source", source.Host is { } host ? from.With("host", host) : from),
            ("firstTimestamp", now),
            ("lastTimestamp", now),
            ("count", 1),
            ("type", identity.Type),
            ("eventTime", DataNull.Instance),
            ("reportingComponent", source.Component),
            ("reportingInstance", source.Host ?? "")
        );
    }

    private sealed record EventIdentity(string Uid, string Type, string Reason, string Message, string? Container);
}
