using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api.OpenApi;

/// <summary>The paths of a kind, with the parameters that clients look for before they use them.</summary>
internal static class OpenApiPaths
{
    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];
    private static readonly string[] ListParameters =
    [
        "allowWatchBookmarks",
        "continue",
        "fieldSelector",
        "labelSelector",
        "limit",
        "resourceVersion",
        "resourceVersionMatch",
        "sendInitialEvents",
        "timeoutSeconds",
        "watch",
    ];

    /// <summary>The paths of a kind in one of its versions.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="served">The version.</param>
    /// <param name="isV3">Whether parameters have schemas, as in OpenAPI 3.</param>
    public static IEnumerable<DataMember> Of(ResourceKind kind, GroupVersion served, bool isV3)
    {
        var prefix = served.Group.Length == 0 ? $"/api/{served.Version}" : $"/apis/{served}";
        var collection = kind.IsNamespaced ? $"{prefix}/namespaces/{{namespace}}/{kind.Plural}" : $"{prefix}/{kind.Plural}";
        DataObject Operation(string action, string id, string[] parameters) => Make(kind, served, action, id, parameters, isV3);
        var ofAll = DataObject.Empty;
        if (kind.Verbs.Contains("list"))
        {
            ofAll = ofAll.With("get", Operation("list", "list", ListParameters));
        }

        ofAll = ofAll.With("post", Operation("post", "create", WriteParameters));
        if (kind.Verbs.Contains("deletecollection"))
        {
            ofAll = ofAll.With("delete", Operation("deletecollection", "deletecollection", ["dryRun", .. ListParameters]));
        }

        yield return new(collection, ofAll);
        if (!kind.Verbs.Contains("get"))
        {
            yield break;
        }

        yield return new(
            $"{collection}/{{name}}",
            DataObject.Of(
                ("get", Operation("get", "read", [])),
                ("put", Operation("put", "replace", WriteParameters)),
                ("patch", Operation("patch", "patch", [.. WriteParameters, "force"])),
                ("delete", Operation("delete", "delete", ["dryRun", "gracePeriodSeconds", "propagationPolicy"]))
            )
        );
        if (kind.IsNamespaced)
        {
            yield return new($"{prefix}/{kind.Plural}", DataObject.Of(("get", Operation("list", "listAll", ListParameters))));
        }
    }

    private static DataObject Make(ResourceKind kind, GroupVersion served, string action, string id, string[] parameters, bool isV3)
    {
        DataNode Parameter(string name)
        {
            var type = name switch
            {
                "allowWatchBookmarks" or "force" or "sendInitialEvents" or "watch" => "boolean",
                "limit" or "timeoutSeconds" or "gracePeriodSeconds" => "integer",
                _ => "string",
            };
            var parameter = DataObject.Of(("name", name), ("in", "query"));
            return isV3
                ? parameter.With("schema", DataObject.Of(("type", type), ("uniqueItems", true)))
                : parameter.With("type", type).With("uniqueItems", true);
        }

        var group = string.Concat(served.Group.Split('.')[0].Select((letter, i) => i == 0 ? char.ToUpperInvariant(letter) : letter));
        return DataObject.Of(
            ("operationId", $"{id}{(group.Length == 0 ? "Core" : group)}{served.Version.ToUpperInvariant()}{kind.Kind}"),
            ("parameters", DataArray.Of(parameters.Select(Parameter))),
            ("responses", DataObject.Of(("200", DataObject.Of(("description", "OK"))))),
            ("x-kubernetes-action", action),
            ("x-kubernetes-group-version-kind", SchemaDefinitions.Gvk(served, kind.Kind))
        );
    }
}
