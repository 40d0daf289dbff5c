using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Objects;

/// <summary>
/// Objects as compact JSON in UTF-8. What an object holds beside its apiVersion and kind is written once, however many clients list
/// and watch it, in whatever version.
/// </summary>
internal static class ObjectJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = JsonText.MaxDepth,
    };

    private static readonly ConditionalWeakTable<DataObject, byte[]> Contents = [];

    /// <summary>A tree that is written once.</summary>
    public static byte[] Write(DataNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, node);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes an object with this apiVersion and kind, or, as in the lists of built-in kinds, with neither.</summary>
    public static void WriteObject(IBufferWriter<byte> output, DataObject node, string? apiVersion, string? kind)
    {
        var content = Contents.GetValue(node, static one => Write(one.Without("apiVersion").Without("kind")));
        if (apiVersion is null || kind is null)
        {
            output.Write(content);
            return;
        }

        output.Write("{\"kind\":\""u8);
        output.Write(Encoding.UTF8.GetBytes(kind));
        output.Write("\",\"apiVersion\":\""u8);
        output.Write(Encoding.UTF8.GetBytes(apiVersion));
        output.Write(content.Length > 2 ? "\","u8 : "\""u8);
        output.Write(content.AsSpan(1));
    }

    private static void Write(Utf8JsonWriter writer, DataNode node)
    {
        switch (node)
        {
            case DataObject mapping:
                writer.WriteStartObject();
                foreach (var member in mapping.Members)
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case DataArray array:
                writer.WriteStartArray();
                foreach (var item in array.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case DataString text:
                writer.WriteStringValue(text.Value);
                break;
            case DataBoolean boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case DataNumber { Text: "NaN" or "Infinity" or "-Infinity" } number:
                writer.WriteStringValue(number.Text);
                break;
            case DataNumber number:
                writer.WriteRawValue(number.Text, skipInputValidation: true);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
