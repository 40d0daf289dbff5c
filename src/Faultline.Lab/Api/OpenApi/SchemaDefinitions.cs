using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Custom;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Api.OpenApi;

/// <summary>The types of objects as JSON schemas, for clients that explain them or check manifests by them.</summary>
/// <param name="root">Where definitions refer to each other: #/definitions/ (v2) or #/components/schemas/ (v3).</param>
internal sealed class SchemaDefinitions(string root)
{
    private const string ListMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
    private const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private readonly Dictionary<string, DataObject> _definitions = new(StringComparer.Ordinal);

    /// <summary>The definitions so far, by name.</summary>
    public DataObject All =>
        new(_definitions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new DataMember(pair.Key, pair.Value)));

    /// <summary>Adds a kind with its list, and all types that it is made of.</summary>
    public void Add(ResourceKind kind, GroupVersion served)
    {
        var name = kind.Custom is { } custom ? AddCustom(kind, served, custom) : AddBuiltIn(served, kind.Kind);
        if (name is not null && kind.Verbs.Contains("list"))
        {
            var package = name[..name.LastIndexOf('.')];
            AddType(BuiltInTypes.All[ListMeta]);
            _definitions[$"{package}.{kind.ListKind}"] = Object(
                $"a list of objects of the kind {kind.Kind}",
                [
                    Text("apiVersion"),
                    new("items", DataObject.Of(("type", "array"), ("items", Reference(name)))),
                    Text("kind"),
                    new("metadata", Reference(ListMeta)),
                ],
                ["items"],
                served,
                kind.ListKind
            );
        }
    }

    /// <summary>Adds a kind that is no resource of its own, such as Scale.</summary>
    public string? AddBuiltIn(GroupVersion served, string kind)
    {
        if (BuiltInTypes.Of(served.ToString(), kind) is not { TypeName: { } name } schema)
        {
            return null;
        }

        AddType(schema);
        _definitions[name] = _definitions[name].With("x-kubernetes-group-version-kind", DataArray.Of([Gvk(served, kind)]));
        return name;
    }

    /// <summary>How vendors' extensions name a kind.</summary>
    public static DataObject Gvk(GroupVersion served, string kind) =>
        DataObject.Of(("group", served.Group), ("kind", kind), ("version", served.Version));

    private string AddCustom(ResourceKind kind, GroupVersion served, CustomDefinition custom)
    {
        AddType(BuiltInTypes.All[ObjectMeta]);
        var name = string.Join('.', served.Group.Split('.').Reverse().Append(served.Version).Append(kind.Kind));
        var json = custom.In(served.ToString()).Json ?? DataObject.Of(("type", "object"), (CustomSchema.Preserve, true));
        var properties = (json.At("properties") as DataObject ?? DataObject.Empty)
            .With("apiVersion", Text("apiVersion").Value)
            .With("kind", Text("kind").Value)
            .With("metadata", Reference(ObjectMeta));
        _definitions[name] = json.With("properties", properties)
            .With("x-kubernetes-group-version-kind", DataArray.Of([Gvk(served, kind.Kind)]));
        return name;
    }

    private void AddType(Schema schema)
    {
        var name = schema.TypeName!;
        if (_definitions.ContainsKey(name))
        {
            return;
        }

        // Before the fields: some types contain themselves.
        _definitions[name] = DataObject.Empty;
        var fields = schema.Fields.Values.OrderBy(field => field.Name, StringComparer.Ordinal).ToList();
        var definition = Object(
            schema.Description,
            fields.Select(field => new DataMember(field.Name, OfField(field))),
            fields.Where(field => field.IsRequired).Select(field => field.Name),
            served: null,
            kind: ""
        );
        _definitions[name] = schema.IsAtomic ? definition.With("x-kubernetes-map-type", "atomic") : definition;
    }

    private DataObject OfField(Field field)
    {
        var schema = OfValue(field.Schema, field.Description);
        schema = field.PatchKey is { } key ? schema.With("x-kubernetes-patch-merge-key", key) : schema;
        return field.PatchStrategy is { } strategy ? schema.With("x-kubernetes-patch-strategy", strategy) : schema;
    }

    private DataObject OfValue(Schema schema, string description)
    {
        var told = description.Length == 0 ? DataObject.Empty : DataObject.Of(("description", description));
        switch (schema.Form)
        {
            case SchemaForm.Struct:
                AddType(schema);
                return description.Length == 0
                    ? Reference(schema.TypeName!)
                    : told.With("allOf", DataArray.Of([Reference(schema.TypeName!)]));
            case SchemaForm.List:
                var list = told.With("type", "array").With("items", OfValue(schema.Items!, ""));
                return schema.List switch
                {
                    ListType.Map => list.With("x-kubernetes-list-map-keys", Tree.List(schema.Keys.Select(one => one.Name)))
                        .With("x-kubernetes-list-type", "map"),
                    ListType.Set => list.With("x-kubernetes-list-type", "set"),
                    _ => list.With("x-kubernetes-list-type", "atomic"),
                };
            case SchemaForm.Map:
                var map = told.With("type", "object").With("additionalProperties", OfValue(schema.Items!, ""));
                return schema.IsAtomic ? map.With("x-kubernetes-map-type", "atomic") : map;
            case SchemaForm.Any:
                return told;
            default:
                var scalar = told.With("type", schema.Type);
                return schema.Format is { } format and not "quantity" ? scalar.With("format", format) : scalar;
        }
    }

    private DataObject Reference(string name) => DataObject.Of(("$ref", root + name));

    private static DataMember Text(string name) => new(name, DataObject.Of(("type", "string")));

    private static DataObject Object(
        string description,
        IEnumerable<DataMember> properties,
        IEnumerable<string> required,
        GroupVersion? served,
        string kind
    )
    {
        var definition = description.Length == 0 ? DataObject.Empty : DataObject.Of(("description", description));
        definition = definition.With("type", "object");
        var fields = new DataObject(properties);
        definition = fields.Members.Length == 0 ? definition : definition.With("properties", fields);
        var needed = Tree.List(required);
        definition = needed.Items.Length == 0 ? definition : definition.With("required", needed);
        return served is { } version ? definition.With("x-kubernetes-group-version-kind", DataArray.Of([Gvk(version, kind)])) : definition;
    }
}
