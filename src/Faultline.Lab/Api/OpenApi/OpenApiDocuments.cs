using System.Collections.Immutable;
using System.Security.Cryptography;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.OpenApi;

/// <summary>The API as documents: one of version 2 with everything, and one of version 3 for each group and version.</summary>
internal sealed class OpenApiDocuments(KindCatalogue kinds)
{
    public const string PathV2 = "/openapi/v2";
    public const string PathV3 = "/openapi/v3";

    // Not with the @ by which clients ask for it: it is no media type.
    private const string ProtobufV2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string ContentType, byte[] Bytes)> _written = new(StringComparer.Ordinal);
    private ImmutableArray<ResourceKind> _of;

    /// <summary>The document at a path, as the client accepts it; null where there is none.</summary>
    public (string ContentType, byte[] Bytes)? At(string path, string accept)
    {
        if (!path.StartsWith(PathV2, StringComparison.Ordinal) && !path.StartsWith(PathV3, StringComparison.Ordinal))
        {
            return null;
        }

        var isProtobuf =
            path == PathV2
            && accept
                .Split(',')
                .FirstOrDefault(entry => !entry.Contains("v1+gzip", StringComparison.Ordinal))
                ?.Contains("protobuf", StringComparison.Ordinal) == true;
        lock (_lock)
        {
            var all = kinds.All;
            if (_of != all)
            {
                _written.Clear();
                _of = all;
            }

            var key = isProtobuf ? "protobuf" : path;
            if (_written.TryGetValue(key, out var known))
            {
                return known;
            }

            (string, byte[])? made = path switch
            {
                PathV2 => isProtobuf ? (ProtobufV2, OpenApiProtobuf.Write(V2())) : ("application/json", ObjectJson.Write(V2())),
                PathV3 => ("application/json", ObjectJson.Write(Index())),
                _ => V3(path[(PathV3.Length + 1)..]) is { } document ? ("application/json", document) : null,
            };
            if (made is { } written)
            {
                _written[key] = written;
            }

            return made;
        }
    }

    private IEnumerable<(ResourceKind Kind, GroupVersion Served)> Served() =>
        kinds.All.Concat(ResourceKinds.Reviews).SelectMany(kind => kind.Served.Select(served => (kind, served)));

    private DataObject V2()
    {
        var definitions = new SchemaDefinitions("#/definitions/");
        AddShared(definitions);
        foreach (var (kind, served) in Served())
        {
            definitions.Add(kind, served);
        }

        return DataObject.Of(
            ("swagger", "2.0"),
            ("info", Info()),
            ("paths", new DataObject(Served().SelectMany(one => OpenApiPaths.Of(one.Kind, one.Served, isV3: false)))),
            ("definitions", definitions.All)
        );
    }

    private DataObject Index()
    {
        var paths = Served()
            .Select(one => PathOf(one.Served))
            .Distinct()
            .Select(path => new DataMember(
                path,
                DataObject.Of(("serverRelativeURL", $"{PathV3}/{path}?hash={Convert.ToHexString(SHA256.HashData(V3(path)!))}"))
            ));
        return DataObject.Of(("paths", new DataObject(paths)));
    }

    private byte[]? V3(string path)
    {
        var served = Served().Where(one => PathOf(one.Served) == path).ToList();
        if (served.Count == 0)
        {
            return null;
        }

        var definitions = new SchemaDefinitions("#/components/schemas/");
        AddShared(definitions);
        foreach (var (kind, version) in served)
        {
            definitions.Add(kind, version);
        }

        return ObjectJson.Write(
            DataObject.Of(
                ("openapi", "3.0.0"),
                ("info", Info()),
                ("paths", new DataObject(served.SelectMany(one => OpenApiPaths.Of(one.Kind, one.Served, isV3: true)))),
                ("components", DataObject.Of(("schemas", definitions.All)))
            )
        );
    }

    private static void AddShared(SchemaDefinitions definitions)
    {
        definitions.AddBuiltIn(new GroupVersion("", "v1"), "DeleteOptions");
        definitions.AddBuiltIn(new GroupVersion("", "v1"), "Status");
        definitions.AddBuiltIn(new GroupVersion("autoscaling", "v1"), "Scale");
    }

    private static string PathOf(GroupVersion served) => served.Group.Length == 0 ? $"api/{served.Version}" : $"apis/{served}";

    private static DataObject Info() => DataObject.Of(("title", "Kubernetes"), ("version", LabVersion.GitVersion));
}
