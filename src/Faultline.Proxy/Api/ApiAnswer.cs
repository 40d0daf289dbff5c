using System.Buffers;
using System.Text.Json;

namespace Faultline.Proxy.Api;

/// <summary>An answer of the API.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body; empty for none.</param>
/// <param name="ContentType">What the body is.</param>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body, string ContentType = "application/json")
{
    /// <summary>Done, and nothing to say.</summary>
    public static ApiAnswer NoContent { get; } = new(204, default);

    /// <summary>An answer in JSON.</summary>
    public static ApiAnswer Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            write(writer);
        }

        buffer.Write("\n"u8);
        return new ApiAnswer(status, buffer.WrittenMemory);
    }

    /// <summary>A text.</summary>
    public static ApiAnswer Text(int status, string text, string contentType = "text/plain; charset=utf-8") =>
        new(status, System.Text.Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>What went wrong.</summary>
    public static ApiAnswer Error(int status, string message) =>
        Json(
            status,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("error", message);
                writer.WriteNumber("status", status);
                writer.WriteEndObject();
            }
        );
}
