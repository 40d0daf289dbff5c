using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>Kubernetes' Status objects: how requests fail, and how deletions succeed.</summary>
internal static class StatusObject
{
    public static DataObject Failure(KubernetesException failure)
    {
        var status = DataObject.Of(
            ("kind", "Status"),
            ("apiVersion", "v1"),
            ("metadata", failure.Metadata),
            ("status", "Failure"),
            ("message", failure.Message),
            ("reason", failure.Reason)
        );
        return (failure.Details is { } details ? status.With("details", details) : status).With("code", failure.Code);
    }

    public static DataObject Deleted(ResourceKind kind, string name, string uid) =>
        DataObject.Of(
            ("kind", "Status"),
            ("apiVersion", "v1"),
            ("metadata", DataObject.Empty),
            ("status", "Success"),
            ("details", DataObject.Of(("name", name), ("group", kind.Group), ("kind", kind.Plural), ("uid", uid)))
        );

    public static DataObject Success(int code) =>
        DataObject.Of(("kind", "Status"), ("apiVersion", "v1"), ("metadata", DataObject.Empty), ("status", "Success"), ("code", code));
}
