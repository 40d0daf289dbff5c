using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Schemas;

/// <summary>
/// Brings an object into the shape of its type, as decoding into that type would: nulls go, and so do fields that the type does not
/// have; values of another type are refused.
/// </summary>
internal sealed class TypeCheck
{
    private readonly string _apiVersion;
    private readonly string _kind;
    private readonly List<string> _unknown;

    private TypeCheck(string apiVersion, string kind, List<string> unknown) => (_apiVersion, _kind, _unknown) = (apiVersion, kind, unknown);

    /// <summary>The object in its shape.</summary>
    /// <param name="node">The object.</param>
    /// <param name="schema">Its type.</param>
    /// <param name="apiVersion">For messages.</param>
    /// <param name="kind">For messages.</param>
    /// <param name="unknown">Takes the paths of the fields that the type does not have.</param>
    /// <exception cref="KubernetesException">A value has another type.</exception>
    public static DataObject Apply(DataObject node, Schema schema, string apiVersion, string kind, List<string> unknown) =>
        (DataObject)new TypeCheck(apiVersion, kind, unknown).Value(node, schema, "", "", kind);

    private DataNode Value(DataNode node, Schema schema, string path, string goPath, string owner)
    {
        switch (schema.Form)
        {
            case SchemaForm.Struct when node is DataObject mapping:
                var name = schema.TypeName is { } full ? full[(full.LastIndexOf('.') + 1)..] : owner;
                return new DataObject(mapping.Members.Select(member => Member(member, schema, path, goPath, name)).OfType<DataMember>());
            case SchemaForm.Map when node is DataObject mapping:
                return new DataObject(
                    mapping
                        .Members.Where(member => member.Value is not DataNull)
                        .Select(member => member with { Value = Value(member.Value, schema.Items!, Join(path, member.Key), goPath, owner) })
                );
            case SchemaForm.List when node is DataArray list:
                return DataArray.Of(list.Items.Select((item, i) => Value(item, schema.Items!, $"{path}[{i}]", goPath, owner)));
            case SchemaForm.Any:
                return node;
            case SchemaForm.Scalar:
                return Scalar(node, schema, goPath, owner);
            default:
                throw Mismatch(node, schema, goPath, owner);
        }
    }

    private DataMember? Member(DataMember member, Schema schema, string path, string goPath, string owner)
    {
        if (member.Value is DataNull && schema.Fields.ContainsKey(member.Key))
        {
            return null;
        }

        if (schema.Of(member.Key) is { } inner)
        {
            return member with { Value = Value(member.Value, inner, Join(path, member.Key), Join(goPath, member.Key), owner) };
        }

        _unknown.Add(Join(path, member.Key));
        return null;
    }

    private DataNode Scalar(DataNode node, Schema schema, string goPath, string owner) =>
        (schema.Type, schema.Format, node) switch
        {
            (_, "int-or-string", DataString or DataNumber { IsInteger: true }) => node,
            (_, "quantity", DataString) => node,
            (_, "quantity", DataNumber number) => number.Text,
            ("string", not "int-or-string", DataString) => node,
            ("boolean", _, DataBoolean) => node,
            ("integer", _, DataNumber { IsInteger: true }) => node,
            ("number", _, DataNumber) => node,
            _ => throw Mismatch(node, schema, goPath, owner),
        };

    private KubernetesException Mismatch(DataNode node, Schema schema, string goPath, string owner)
    {
        var given = node switch
        {
            DataObject => "object",
            DataArray => "array",
            DataString => "string",
            DataBoolean => "bool",
            DataNumber { IsInteger: false } number => "number " + number.Text,
            _ => "number",
        };
        var wanted = schema.Form switch
        {
            SchemaForm.Struct => "v1." + schema.TypeName?[(schema.TypeName.LastIndexOf('.') + 1)..],
            SchemaForm.Map => "map[string]string",
            SchemaForm.List => "[]" + (schema.Items?.TypeName is { } item ? "v1." + item[(item.LastIndexOf('.') + 1)..] : "string"),
            _ => schema.Format is "int32" or "int64" ? schema.Format
            : schema.Type == "boolean" ? "bool"
            : schema.Type,
        };
        var version = _apiVersion[(_apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return KubernetesException.BadRequest(
            $"{_kind} in version \"{version}\" cannot be handled as a {_kind}: json: cannot unmarshal {given} into Go struct field {owner}.{goPath} of type {wanted}"
        );
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
