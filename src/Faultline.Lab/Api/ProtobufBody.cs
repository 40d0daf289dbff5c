using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Schemas;

namespace Faultline.Lab.Api;

/// <summary>
/// Reads objects in Kubernetes' protocol buffers, which newer clients send for the kinds that they know. Fields are found by the
/// numbers in the tables of types; answers are JSON, which those clients take too.
/// </summary>
internal static class ProtobufBody
{
    public const string ContentType = "application/vnd.kubernetes.protobuf";

    // Where nothing and zero are different wishes; elsewhere this format does not tell them apart, and zero means nothing.
    private static readonly HashSet<string> KeptZeros = new(StringComparer.Ordinal)
    {
        "activeDeadlineSeconds",
        "allocateLoadBalancerNodePorts",
        "allowPrivilegeEscalation",
        "automountServiceAccountToken",
        "blockOwnerDeletion",
        "controller",
        "defaultMode",
        "enableServiceLinks",
        "fsGroup",
        "gracePeriodSeconds",
        "hostUsers",
        "immutable",
        "mode",
        "optional",
        "orphanDependents",
        "partition",
        "priority",
        "privileged",
        "progressDeadlineSeconds",
        "readOnlyRootFilesystem",
        "ready",
        "replicas",
        "revisionHistoryLimit",
        "runAsGroup",
        "runAsNonRoot",
        "runAsUser",
        "serving",
        "setHostnameAsFQDN",
        "shareProcessNamespace",
        "started",
        "terminating",
        "terminationGracePeriodSeconds",
        "tolerationSeconds",
    };

    /// <summary>The object in a body.</summary>
    /// <exception cref="KubernetesException">The body is not in this format, or of a kind that the lab can't read in it.</exception>
    public static DataObject Read(byte[] bytes)
    {
        try
        {
            if (!bytes.AsSpan().StartsWith("k8s\0"u8))
            {
                throw KubernetesException.BadRequest("the body does not begin as Kubernetes' protocol buffers do");
            }

            // runtime.Unknown: the type, and the object itself.
            var envelope = new ProtobufReader(bytes.AsMemory(4)).Fields();
            var type = envelope.Where(field => field.Number == 1).SelectMany(field => new ProtobufReader(field.Bytes).Fields()).ToList();
            string Of(int number) => Encoding.UTF8.GetString(type.LastOrDefault(field => field.Number == number).Bytes.Span);
            var (apiVersion, kind) = (Of(1), Of(2));
            var schema =
                BuiltInTypes.Of(kind == "DeleteOptions" ? "v1" : apiVersion, kind)
                ?? throw KubernetesException.BadRequest($"the lab can't read a {kind} of {apiVersion} as protocol buffers; send JSON");
            var content = Struct([envelope.LastOrDefault(field => field.Number == 2).Bytes], schema);
            return new DataObject([new("kind", kind), new("apiVersion", apiVersion), .. content.Members]);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or FormatException)
        {
            throw KubernetesException.BadRequest("the body ends in the middle of a field");
        }
    }

    private static DataObject Struct(IEnumerable<ReadOnlyMemory<byte>> parts, Schema schema)
    {
        var fields = parts.SelectMany(part => new ProtobufReader(part).Fields()).ToList();
        var members = new List<DataMember>();
        foreach (var field in schema.Fields.Values.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            var found = At(fields, field.Wire.AsSpan());
            if (found.Count > 0 && Value(found, field.Schema, field.Name, field.IsRequired) is { } value)
            {
                members.Add(new DataMember(field.Name, value));
            }
        }

        return new DataObject(members);
    }

    // Some structs lie within others on the wire that are one in JSON: their fields have paths of numbers.
    private static List<WireField> At(List<WireField> fields, ReadOnlySpan<int> path)
    {
        if (path.Length == 0)
        {
            return [];
        }

        var number = path[0];
        var found = fields.Where(field => field.Number == number).ToList();
        return path.Length == 1 ? found : At([.. found.SelectMany(field => new ProtobufReader(field.Bytes).Fields())], path[1..]);
    }

    private static DataNode? Value(List<WireField> found, Schema schema, string name, bool isRequired)
    {
        switch (schema.Form)
        {
            case SchemaForm.List:
                var items = found
                    .SelectMany(field => Unpacked(field, schema.Items!))
                    .Select(field => Value([field], schema.Items!, "replicas", true));
                return DataArray.Of(items.OfType<DataNode>());
            case SchemaForm.Map:
                var entries = found.Select(field => new ProtobufReader(field.Bytes).Fields()).Select(entry => Entry(entry, schema.Items!));
                return new DataObject(entries);
            case SchemaForm.Struct:
                return Struct(found.Select(field => field.Bytes), schema);
            case SchemaForm.Any:
                // A raw extension, or fields of an account: JSON within a field.
                var raw = found
                    .SelectMany(field => new ProtobufReader(field.Bytes).Fields())
                    .LastOrDefault(field => field.Number == 1)
                    .Bytes;
                return raw.Length > 0 && raw.Span[0] is (byte)'{' or (byte)'[' ? JsonText.Parse(raw.Span) : null;
            default:
                return Scalar(found[^1], schema, name, isRequired);
        }
    }

    private static DataMember Entry(IReadOnlyList<WireField> entry, Schema values)
    {
        var key = Encoding.UTF8.GetString(entry.LastOrDefault(field => field.Number == 1).Bytes.Span);
        var value = entry.Where(field => field.Number == 2).ToList();
        return new DataMember(key, (value.Count == 0 ? null : Value(value, values, key, true)) ?? "");
    }

    // Numbers in lists may stand one behind the other in one field.
    private static IEnumerable<WireField> Unpacked(WireField field, Schema items) =>
        items is { Form: SchemaForm.Scalar, Type: "integer" or "boolean" } && field.IsBytes
            ? new ProtobufReader(field.Bytes).Numbers().Select(number => new WireField(field.Number, number, default, IsBytes: false))
            : [field];

    private static DataNode? Scalar(WireField field, Schema schema, string name, bool isRequired)
    {
        var isKept = isRequired || KeptZeros.Contains(name);
        switch (schema.Type, schema.Format)
        {
            case ("boolean", _):
                return field.Varint != 0 || isKept ? field.Varint != 0 : null;
            case ("integer", _):
                return field.Varint != 0 || isKept ? field.Varint : null;
            case (_, "date-time"):
                return Time(new ProtobufReader(field.Bytes).Fields());
            case (_, "quantity"):
                return Text(new ProtobufReader(field.Bytes).Fields(), 1);
            case (_, "int-or-string"):
                var either = new ProtobufReader(field.Bytes).Fields();
                return either.Any(one => one is { Number: 1, Varint: 1 })
                    ? Text(either, 3)
                    : either.LastOrDefault(one => one.Number == 2).Varint;
            case (_, "byte"):
                return Convert.ToBase64String(field.Bytes.Span);
            default:
                var text = Encoding.UTF8.GetString(field.Bytes.Span);
                return text.Length > 0 || isRequired ? new DataString(text) : null;
        }
    }

    private static string Text(IReadOnlyList<WireField> fields, int number) =>
        Encoding.UTF8.GetString(fields.LastOrDefault(field => field.Number == number).Bytes.Span);

    private static DataNode? Time(IReadOnlyList<WireField> fields)
    {
        var seconds = fields.LastOrDefault(field => field.Number == 1).Varint;
        var nanos = fields.LastOrDefault(field => field.Number == 2).Varint;
        if (seconds == 0 && nanos == 0)
        {
            return null;
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return nanos == 0
            ? KubernetesTime.Seconds(time)
            : time.AddTicks(nanos / 100)
                .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
    }
}
