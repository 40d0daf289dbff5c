using System.Globalization;
using System.IO.Compression;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Http;

/// <summary>What became of reading a response.</summary>
/// <param name="Output">Status, headers and body, as the journal records them.</param>
/// <param name="Problem">Why the response makes no sense.</param>
/// <param name="Warning">What the user should know besides.</param>
internal sealed record HttpAnswer(DataNode? Output, string? Problem = null, string? Warning = null);

/// <summary>Reads a response the way the reference presents it: JSON parsed where the type is exactly JSON, text otherwise.</summary>
internal static class HttpResponseReader
{
    /// <summary>How much of a body is read; a longer one is cut.</summary>
    internal const int MostBytes = 16 * 1024 * 1024;

    public static async Task<HttpAnswer> ReadAsync(
        HttpResponseMessage response,
        HttpRequestTemplate template,
        ReadPatience patience,
        CancellationToken stop
    )
    {
        var headers = response
            .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(header => new DataMember(header.Key, string.Join(", ", header.Value)));
        byte[] bytes;
        bool isCut;
        try
        {
            (bytes, isCut) = await ReadBodyAsync(response, patience, stop);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // The second is what Brotli says.
            return new HttpAnswer(null, $"the body of {template.Address.OriginalString} can't be decompressed: {e.Message}");
        }

        DataNode body;
        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        if (type == "application/json" && bytes.Length > 0 && !isCut)
        {
            try
            {
                body = JsonText.Parse(bytes);
            }
            catch (DataSyntaxException e)
            {
                return new HttpAnswer(
                    null,
                    $"the answer of {template.Address.OriginalString} calls itself 'application/json', and is not: {e.Message} ({e.Position})"
                );
            }
        }
        else
        {
            body = Decode(bytes, response.Content.Headers.ContentType?.CharSet, isCut);
        }

        var output = DataObject.Of(("status", (int)response.StatusCode), ("headers", new DataObject(headers)), ("body", body));
        var warning = isCut ? string.Create(CultureInfo.InvariantCulture, $"The body was cut after {MostBytes} bytes.") : null;
        return new HttpAnswer(output, Warning: warning);
    }

    // The patience is per read, not for the whole body: a server that keeps sending is answering.
    private static async Task<(byte[] Bytes, bool IsCut)> ReadBodyAsync(
        HttpResponseMessage response,
        ReadPatience patience,
        CancellationToken stop
    )
    {
        await using var raw = await response.Content.ReadAsStreamAsync(stop);
        await using var stream = Decompressed(raw, response.Content.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant());
        using var copy = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            patience.Restart();
            int count;
            try
            {
                count = await stream.ReadAsync(buffer, stop);
            }
            catch (IOException e)
            {
                throw new HttpRequestException(
                    HttpRequestError.ResponseEnded,
                    "The connection was closed before the whole body had come.",
                    e
                );
            }

            if (count == 0)
            {
                return (copy.ToArray(), false);
            }

            var room = (int)(MostBytes - copy.Length);
            copy.Write(buffer.AsSpan(0, Math.Min(count, room)));
            if (count > room)
            {
                return (copy.ToArray(), true);
            }
        }
    }

    private static Stream Decompressed(Stream raw, string? encoding) =>
        encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "deflate" => new ZLibStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            _ => raw,
        };

    // The named character set; a name that nobody knows, or that is no longer spoken (UTF-7), says nothing.
    private static string Decode(byte[] bytes, string? charset, bool isCut)
    {
        try
        {
            return charset is null ? ForeignText.Decode(bytes, isCut) : Encoding.GetEncoding(charset.Trim('"')).GetString(bytes);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return ForeignText.Decode(bytes, isCut);
        }
    }
}
