using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>Things that tests need some of.</summary>
internal static class Some
{
    public static DataObject Pod(string name, string phase = "Running", string created = "2026-01-01T00:00:00Z") =>
        (DataObject)
            JsonText.Parse(
                $$$"""{"metadata":{"name":"{{{name}}}","creationTimestamp":"{{{created}}}"},"status":{"phase":"{{{phase}}}"}}"""
            );

    public static ImmutableArray<DataObject> Pods(int count) => [.. Enumerable.Range(0, count).Select(i => Pod("pod-" + i))];

    public static FakeAnswer PodList(params IEnumerable<DataObject> pods) =>
        new(200, $$"""{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{{string.Join(",", pods)}}]}""");

    public static DataObject Object(string json) => (DataObject)JsonText.Parse(json);
}
