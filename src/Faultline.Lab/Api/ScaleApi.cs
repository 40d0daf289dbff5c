using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Custom;
using Faultline.Lab.Objects.Merging;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Api;

/// <summary>How many pods an object wants and has, in the one shape that all kinds share: autoscaling/v1 Scale.</summary>
internal sealed class ScaleApi(ObjectStore store, ObjectWrites writes)
{
    private const string Version = "autoscaling/v1";

    /// <summary>The Scale of an object.</summary>
    public DataObject Get(ApiPath path) => Of(path, store.Get(path.Key) ?? throw KubernetesException.NotFound(path.Kind, path.Name!));

    /// <summary>Changes the object as the Scale wants it.</summary>
    public DataObject Replace(ApiPath path, DataObject scale, WriteOptions options) => Update(path, options, _ => scale);

    /// <summary>Changes the object as the patched Scale wants it.</summary>
    public DataObject Patch(ApiPath path, PatchFormat format, DataNode patch, WriteOptions options) =>
        Update(
            path,
            options,
            before =>
                format == PatchFormat.Json
                    ? JsonPatch.Apply(before, patch)
                    : MergePatch.Apply(before, patch as DataObject ?? throw KubernetesException.BadRequest("a patch is an object"))
        );

    private DataObject Update(ApiPath path, WriteOptions options, Func<DataObject, DataObject> change)
    {
        var paths = PathsOf(path);
        var after = writes.Update(
            path,
            options,
            before =>
            {
                var scale = TypeCheck.Apply(change(Of(path, before)), BuiltInTypes.Of(Version, "Scale")!, Version, "Scale", []);
                var replicas = scale.NumberAt("spec", "replicas") ?? 0;
                if (replicas < 0)
                {
                    throw Negative(path, replicas);
                }

                var wish = before.Put(replicas, Steps(paths.SpecReplicas));
                return scale.TextAt("metadata", "resourceVersion") is { Length: > 0 } version
                    ? wish.Put(version, "metadata", "resourceVersion")
                    : wish;
            }
        );
        return Of(path, after);
    }

    private static KubernetesException Negative(ApiPath path, long replicas)
    {
        var cause = Cause.Invalid("spec.replicas", replicas, "must be greater than or equal to 0");
        return new KubernetesException(
            422,
            "Invalid",
            $"Scale.autoscaling \"{path.Name}\" is invalid: spec.replicas: {cause.Message}",
            DataObject.Of(("name", path.Name!), ("group", "autoscaling"), ("kind", "Scale"), ("causes", Cause.Write([cause])))
        );
    }

    private static ScalePaths PathsOf(ApiPath path) =>
        path.Kind.Custom is { } custom
            ? custom.In(path.Served.ToString()).Scale ?? throw KubernetesException.NoSuchPath()
            : new ScalePaths(".spec.replicas", ".status.replicas", null);

    private static DataObject Of(ApiPath path, DataObject node)
    {
        var paths = PathsOf(path);
        var metadata = node.At("metadata") as DataObject ?? DataObject.Empty;
        string[] kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];
        var selector =
            path.Kind.Custom is null ? LabelSelector.Text(node.At("spec", "selector"))
            : paths.LabelSelector is { Length: > 0 } at ? node.TextAt(Steps(at))
            : null;
        var status = DataObject.Of(("replicas", node.NumberAt(Steps(paths.StatusReplicas)) ?? 0));
        return DataObject.Of(
            ("kind", "Scale"),
            ("apiVersion", Version),
            ("metadata", new DataObject(metadata.Members.Where(member => kept.Contains(member.Key)))),
            ("spec", DataObject.Of(("replicas", node.NumberAt(Steps(paths.SpecReplicas)) ?? 0))),
            ("status", string.IsNullOrEmpty(selector) ? status : status.With("selector", selector))
        );
    }

    private static string[] Steps(string jsonPath) => jsonPath.Trim('.').Split('.');
}
