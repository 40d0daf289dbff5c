using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>The same object in the versions in which it is served, and in the one in which it is stored.</summary>
internal static class KindVersions
{
    private static readonly GroupVersion NewEvents = new("events.k8s.io", "v1");

    // The names of an event's fields in core/v1 and in events.k8s.io/v1.
    private static readonly ImmutableArray<(string Old, string New)> EventFields =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
    ];

    /// <summary>A stored object as a client of this version sees it.</summary>
    public static DataObject Shown(ResourceKind kind, GroupVersion served, DataObject stored) =>
        served == kind.Stored ? stored
        : served == NewEvents ? Renamed(stored, field => EventFields.FirstOrDefault(pair => pair.Old == field).New ?? field, served)
        : stored.With("apiVersion", served.ToString());

    /// <summary>An object that a client of this version wrote, as it is stored.</summary>
    public static DataObject Stored(ResourceKind kind, GroupVersion served, DataObject written) =>
        served == NewEvents
            ? Renamed(written, field => EventFields.FirstOrDefault(pair => pair.New == field).Old ?? field, kind.Stored)
            : written.With("apiVersion", kind.ApiVersion);

    private static DataObject Renamed(DataObject node, Func<string, string> rename, GroupVersion version) =>
        new DataObject(node.Members.Select(member => member with { Key = rename(member.Key) })).With("apiVersion", version.ToString());
}
