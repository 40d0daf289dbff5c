using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Custom;
using Faultline.Lab.Objects.Merging;
using Faultline.Lab.Objects.Ownership;
using Faultline.Lab.Objects.Rules;
using Faultline.Lab.Objects.Schemas;
using Faultline.Lab.Workloads;

namespace Faultline.Lab.Api;

/// <summary>
/// Writes objects for clients:
/// <code>
/// create  body ──shape──> admission ──> store
/// replace body ──shape──> revision of what is there ──> change by the lab ──> account of owners ──> store
/// patch   what is there + patch ──> as replace
/// apply   what is there + body, by owners ──> as replace; or create
/// </code>
/// A change is made under the store's lock: nobody else's comes between reading and writing.
/// </summary>
internal sealed class ObjectWrites(ObjectStore store, Admission admission, TimeProvider time)
{
    /// <summary>Creates an object.</summary>
    public DataObject Create(ApiPath path, DataObject manifest, WriteOptions options)
    {
        var writer = options.Writer("Update", path, time);
        return admission.Create(
            path.Kind,
            path.Namespace ?? "",
            Shaped(path, manifest, options),
            node => FieldOwners.Updated(DataObject.Empty, node, writer, path.Kind.Schema),
            options.IsDryRun
        );
    }

    /// <summary>Replaces an object, or its status.</summary>
    public DataObject Replace(ApiPath path, DataObject manifest, WriteOptions options)
    {
        if (manifest.Name().Length == 0)
        {
            throw KubernetesException.BadRequest("the name of the object (based on URL) was undeterminable: name must be provided");
        }

        if (path.Kind.Custom is not null && string.IsNullOrEmpty(manifest.TextAt("metadata", "resourceVersion")))
        {
            throw KubernetesException.Invalid(
                path.Kind,
                path.Name!,
                [Cause.Invalid("metadata.resourceVersion", 0, "must be specified for an update")]
            );
        }

        var shaped = Shaped(path, manifest, options);
        return Update(path, options, _ => shaped);
    }

    /// <summary>Changes an object by a patch of one of the three formats that are no apply.</summary>
    public DataObject Patch(ApiPath path, PatchFormat format, DataNode patch, WriteOptions options)
    {
        if (options.Force)
        {
            throw new KubernetesException(
                422,
                "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch"
            );
        }

        if (format == PatchFormat.Strategic && path.Kind.Custom is not null)
        {
            throw UnsupportedPatch("application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        }

        var wish = format == PatchFormat.Json ? null : patch as DataObject ?? throw KubernetesException.BadRequest("a patch is an object");
        return Update(
            path,
            options,
            before =>
            {
                var shown = KindVersions.Shown(path.Kind, path.Served, before);
                var patched = format switch
                {
                    PatchFormat.Json => JsonPatch.Apply(shown, patch),
                    PatchFormat.Merge => MergePatch.Apply(shown, wish!),
                    _ => StrategicPatch.Apply(shown, wish!, path.Kind.SchemaIn(path.Served.ToString())),
                };
                return Shaped(path, patched, options);
            }
        );
    }

    /// <summary>Applies an object; creates it where it is not there.</summary>
    /// <returns>The object, and whether it is new.</returns>
    public (DataObject Node, bool IsNew) Apply(ApiPath path, DataObject manifest, WriteOptions options)
    {
        if (options.Manager is null)
        {
            var cause = Cause.Required("fieldManager", "is required for apply patch");
            throw new KubernetesException(
                422,
                "Invalid",
                $"PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: {cause.Message}",
                DataObject.Of(("group", "meta.k8s.io"), ("kind", "PatchOptions"), ("causes", Cause.Write([cause])))
            );
        }

        if (manifest.At("metadata", "managedFields") is not null)
        {
            throw KubernetesException.BadRequest("metadata.managedFields must be nil");
        }

        if (manifest.TextAt("apiVersion") is null || manifest.TextAt("kind") is null)
        {
            throw KubernetesException.BadRequest("what is applied must say its apiVersion and kind");
        }

        var applied = Applied(path, manifest, options);
        var writer = options.Writer("Apply", path, time);
        while (true)
        {
            if (store.Get(path.Key) is null)
            {
                return path.Subresource is null
                    ? (CreateApplied(path, applied, writer, options), true)
                    : throw KubernetesException.NotFound(path.Kind, path.Name!);
            }

            var isStatus = path.Subresource == "status";
            var node = store.Update(
                path.Key,
                uid: null,
                before =>
                {
                    RequireSame(path, before, applied);
                    return FieldOwners.Applied(
                        before,
                        applied.Drop("metadata", "resourceVersion"),
                        writer,
                        path.Kind.Schema,
                        options.Force,
                        merged => Revised(path.Kind, before, merged, isStatus)
                    );
                },
                options.IsDryRun
            );
            if (node is not null)
            {
                return (node, false);
            }
        }
    }

    /// <summary>Changes an object by any way, such as its scale.</summary>
    /// <param name="path">The object, and the part through which it is changed.</param>
    /// <param name="options">How.</param>
    /// <param name="change">Makes the wish, as it is stored, from the state so far.</param>
    public DataObject Update(ApiPath path, WriteOptions options, Func<DataObject, DataObject> change)
    {
        var writer = options.Writer("Update", path, time);
        var isStatus = path.Subresource == "status";
        return store.Update(
                path.Key,
                uid: null,
                before => FieldOwners.Updated(before, Revised(path.Kind, before, change(before), isStatus), writer, path.Kind.Schema),
                options.IsDryRun
            ) ?? throw KubernetesException.NotFound(path.Kind, path.Name!);
    }

    /// <summary>The refusal of a patch in a format that the kind does not take.</summary>
    public static KubernetesException UnsupportedPatch(string accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}");

    private static DataObject Revised(ResourceKind kind, DataObject before, DataObject wish, bool isStatus)
    {
        var after = Revision.Of(kind, before, wish, isStatus);
        return isStatus ? after : Admission.Change(kind, before, after);
    }

    private DataObject CreateApplied(ApiPath path, DataObject applied, FieldManager writer, WriteOptions options) =>
        admission.Create(
            path.Kind,
            path.Namespace ?? "",
            applied.Put(path.Name!, "metadata", "name"),
            node => FieldManager.Write(node, [writer with { Fields = FieldWalk.Of(applied, path.Kind.Schema) }]),
            options.IsDryRun
        );

    private static void RequireSame(ApiPath path, DataObject before, DataObject applied)
    {
        var version = applied.TextAt("metadata", "resourceVersion");
        if (!string.IsNullOrEmpty(version) && version != before.TextAt("metadata", "resourceVersion"))
        {
            throw KubernetesException.Stale(path.Kind, path.Name!);
        }
    }

    // Of the object itself the status is not applied, and through the status nothing else.
    private static DataObject Applied(ApiPath path, DataObject manifest, WriteOptions options)
    {
        var unknown = new List<string>();
        var shaped = Shaped(path, manifest, options, unknown);
        if (unknown.Count > 0 && path.Kind.Custom is null)
        {
            throw KubernetesException.BadRequest(
                $"failed to create typed patch object ({path.Namespace}/{path.Name}; {path.Served}, Kind={path.Kind.Kind}): "
                    + string.Join(", ", unknown.Select(field => $".{field}: field not declared in schema"))
            );
        }

        options.Report(unknown, path);
        return path.Subresource == "status"
                ? new DataObject(shaped.Members.Where(member => member.Key is "apiVersion" or "kind" or "metadata" or "status"))
            : path.Kind.HasStatus ? shaped.Without("status")
            : shaped;
    }

    private static DataObject Shaped(ApiPath path, DataObject manifest, WriteOptions options)
    {
        var unknown = new List<string>();
        var shaped = Shaped(path, manifest, options, unknown);
        options.Report(unknown, path);
        return shaped;
    }

    private static DataObject Shaped(ApiPath path, DataObject manifest, WriteOptions options, List<string> unknown)
    {
        var served = path.Served.ToString();
        var apiVersion = manifest.TextAt("apiVersion") ?? served;
        var kind = manifest.TextAt("kind") ?? path.Kind.Kind;
        if (apiVersion != served || kind != path.Kind.Kind)
        {
            throw KubernetesException.BadRequest(
                $"the object is a '{apiVersion}, Kind={kind}', but the path is one of '{served}, Kind={path.Kind.Kind}'"
            );
        }

        var home = manifest.Namespace();
        if (path.Kind.IsNamespaced && home.Length > 0 && home != path.Namespace)
        {
            throw KubernetesException.BadRequest(
                $"the namespace of the provided object does not match the namespace sent on the request: '{home}' is not '{path.Namespace}'"
            );
        }

        DataObject shaped;
        if (path.Kind.Custom is { } custom)
        {
            var known = CustomShape.Apply(manifest, custom.In(served).Json, unknown);
            shaped = known.At("metadata") is DataObject metadata
                ? known.With("metadata", TypeCheck.Apply(metadata, BuiltInTypes.Metadata, served, "ObjectMeta", []))
                : known;
        }
        else
        {
            shaped = TypeCheck.Apply(manifest, path.Kind.SchemaIn(served), served, path.Kind.Kind, unknown);
        }

        return KindVersions.Stored(path.Kind, path.Served, shaped).With("kind", path.Kind.Kind);
    }
}
