using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects.Schemas;

/// <summary>
/// Reads the tables of types:
/// <code>
/// package NAME apiVersion       # the types that follow have names NAME.X
/// kind NAME: what it is         # a type of objects; apiVersion, kind and metadata are understood
/// type NAME atomic: what it is  # a type within objects; atomic: one writer's value replaces another one's
///   field! TYPE flags # what it is
/// </code>
/// A field with ! is required. TYPE is string, int, long, bool, quantity, intstr, time, microtime, bytes, any, a type's name, [TYPE]
/// or {TYPE}. Flags: <c>by(a,b)</c> a list of items with these keys, patched by the first one; <c>map(a)</c> the same, but not
/// patched by it; <c>set</c>; <c>atomic</c>; <c>merge</c>, <c>replace</c>, <c>retain</c>, <c>retainKeys</c> the patch strategy;
/// <c>=JSON</c> the default; <c>@1.2</c> the number in protocol buffers, here of a field within another.
/// </summary>
internal sealed class TypeText
{
    private static readonly string[] Tables =
    [
        MetaTypes.Text,
        PodTypes.Text,
        PodPlacementTypes.Text,
        VolumeTypes.Text,
        CoreTypes.Text,
        AppsTypes.Text,
        NetworkTypes.Text,
    ];

    private readonly Dictionary<string, Schema> _byFullName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<(string ApiVersion, string Kind), Schema> _kinds = [];
    private string _package = "";
    private string _apiVersion = "";
    private string _name = "";
    private string _description = "";
    private bool _isAtomic;
    private bool _isKind;
    private ImmutableDictionary<string, Field>.Builder _fields = ImmutableDictionary.CreateBuilder<string, Field>();

    private TypeText() { }

    /// <summary>All types by their full names, and the kinds among them by apiVersion and kind.</summary>
    public static (Dictionary<string, Schema> Types, Dictionary<(string ApiVersion, string Kind), Schema> Kinds) Read()
    {
        var text = new TypeText();
        foreach (var line in Tables.SelectMany(table => table.Split('\n')).Where(line => line.Length > 0))
        {
            text.Line(line);
        }

        text.End();
        return (text._byFullName, text._kinds);
    }

    private void Line(string line)
    {
        if (line.StartsWith("  ", StringComparison.Ordinal))
        {
            var field = FieldOf(line.Trim(), _package);
            _fields[field.Name] = field;
            return;
        }

        End();
        var parts = line.Split(' ');
        if (parts[0] == "package")
        {
            (_package, _apiVersion) = (parts[1], parts[2]);
            return;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        _description = colon < 0 ? "" : line[(colon + 2)..];
        var words = (colon < 0 ? line : line[..colon]).Split(' ');
        (_name, _isAtomic, _isKind) = (words[1], words.Contains("atomic"), words[0] == "kind");
        if (_isKind)
        {
            _fields["apiVersion"] = new Field("apiVersion", () => new Schema { Form = SchemaForm.Scalar })
            {
                Description = "group and version of the kind",
            };
            _fields["kind"] = new Field("kind", () => new Schema { Form = SchemaForm.Scalar }) { Description = "the name of the kind" };
            var isObject = _name is not ("Status" or "DeleteOptions");
            _fields["metadata"] = new Field("metadata", () => Resolve(isObject ? "ObjectMeta" : "ListMeta", ""))
            {
                Description = "what every object says about itself",
                Wire = [1],
            };
        }
    }

    private void End()
    {
        if (_name.Length == 0)
        {
            return;
        }

        var fullName = $"{_package}.{_name}";
        var schema = new Schema
        {
            Form = SchemaForm.Struct,
            TypeName = fullName,
            Type = "object",
            Description = _description,
            Fields = _fields.ToImmutable(),
            IsAtomic = _isAtomic,
        };
        _byFullName[fullName] = schema;
        _byName.TryAdd(_name, fullName);
        if (_isKind)
        {
            _kinds[(_apiVersion, _name)] = schema;
        }

        _name = "";
        _fields = ImmutableDictionary.CreateBuilder<string, Field>();
    }

    private Field FieldOf(string line, string package)
    {
        var hash = line.IndexOf(" # ", StringComparison.Ordinal);
        var words = (hash < 0 ? line : line[..hash]).Split(' ', 3);
        var flags = words.Length < 3 ? [] : words[2].Split(' ');
        var keys = flags.FirstOrDefault(flag =>
            flag.StartsWith("by(", StringComparison.Ordinal) || flag.StartsWith("map(", StringComparison.Ordinal)
        );
        var listKeys = keys is null ? [] : KeysOf(keys);
        var isPatched = keys?[0] == 'b';
        var @default = flags.FirstOrDefault(flag => flag[0] == '=');
        return new Field(words[0].TrimEnd('!'), () => WithFlags(TypeOf(words[1], package), flags, listKeys))
        {
            IsRequired = words[0].EndsWith('!'),
            Default = @default is null ? null : JsonText.Parse(@default[1..]),
            Description = hash < 0 ? "" : line[(hash + 3)..],
            Wire =
            [
                .. (flags.FirstOrDefault(flag => flag[0] == '@')?[1..].Split('.') ?? []).Select(number =>
                    int.Parse(number, CultureInfo.InvariantCulture)
                ),
            ],
            PatchKey = isPatched ? listKeys[0].Name : null,
            PatchStrategy =
                isPatched && flags.Contains("retain") ? "merge,retainKeys"
                : isPatched || flags.Contains("merge") ? "merge"
                : flags.Contains("replace") ? "replace"
                : flags.Contains("retainKeys") ? "retainKeys"
                : null,
        };
    }

    private static ImmutableArray<ListKey> KeysOf(string flag) =>
        [
            .. flag[(flag.IndexOf('(', StringComparison.Ordinal) + 1)..^1]
                .Split(',')
                .Select(key => key.Split('='))
                .Select(key => new ListKey(key[0], key.Length > 1 ? new DataString(key[1]) : null)),
        ];

    private static Schema WithFlags(Schema schema, string[] flags, ImmutableArray<ListKey> keys) =>
        keys.Length > 0 ? schema with { List = ListType.Map, Keys = keys }
        : flags.Contains("set") ? schema with { List = ListType.Set }
        : flags.Contains("atomic") ? schema with { IsAtomic = true }
        : schema;

    private Schema TypeOf(string type, string package) =>
        type[0] switch
        {
            '[' => new Schema
            {
                Form = SchemaForm.List,
                Type = "array",
                Items = TypeOf(type[1..^1], package),
            },
            '{' => new Schema
            {
                Form = SchemaForm.Map,
                Type = "object",
                Items = TypeOf(type[1..^1], package),
            },
            _ => type switch
            {
                "string" => Scalar("string", null),
                "bool" => Scalar("boolean", null),
                "int" => Scalar("integer", "int32"),
                "long" => Scalar("integer", "int64"),
                "quantity" => Scalar("string", "quantity"),
                "intstr" => Scalar("string", "int-or-string"),
                "time" or "microtime" => Scalar("string", "date-time"),
                "bytes" => Scalar("string", "byte"),
                "any" => Schema.Anything,
                _ => Resolve(type, package),
            },
        };

    private static Schema Scalar(string type, string? format) =>
        new()
        {
            Form = SchemaForm.Scalar,
            Type = type,
            Format = format,
        };

    private Schema Resolve(string name, string package) =>
        _byFullName.TryGetValue($"{package}.{name}", out var own) ? own : _byFullName[_byName[name]];
}
