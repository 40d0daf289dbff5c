using Faultline.Abstractions.Data;
using Faultline.Documents;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>The objects and patches that clients send.</summary>
internal static class RequestBody
{
    private const int MostBytes = 3 * 1024 * 1024;

    /// <summary>The object in the body, JSON or YAML; null where the body is empty.</summary>
    /// <exception cref="KubernetesException">The body is no object, too large, or in another format.</exception>
    public static async Task<DataObject?> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadNodeAsync(request, cancellationToken) switch
        {
            null => null,
            DataObject node => node,
            _ => throw KubernetesException.BadRequest("the body is not an object"),
        };

    /// <summary>The object in the body.</summary>
    /// <exception cref="KubernetesException">There is none, or it can't be read.</exception>
    public static async Task<DataObject> RequireAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(request, cancellationToken) ?? throw KubernetesException.BadRequest("the body is empty; send the object");

    /// <summary>The value in the body, JSON or YAML; null where the body is empty.</summary>
    /// <exception cref="KubernetesException">The body is too large, or in another format.</exception>
    public static async Task<DataNode?> ReadNodeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, count);
            if (buffer.Length > MostBytes)
            {
                throw new KubernetesException(413, "RequestEntityTooLarge", "the body is larger than 3 MiB");
            }
        }

        return buffer.Length == 0 ? null : Parse(buffer.ToArray(), request.ContentType ?? "application/json");
    }

    private static DataNode Parse(byte[] bytes, string contentType)
    {
        if (contentType.StartsWith(ProtobufBody.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return ProtobufBody.Read(bytes);
        }

        DocumentFormat format =
            contentType.Contains("json", StringComparison.OrdinalIgnoreCase) ? DocumentFormat.Json
            : contentType.Contains("yaml", StringComparison.OrdinalIgnoreCase) ? DocumentFormat.Yaml
            : throw new KubernetesException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml"
            );
        try
        {
            return DocumentText.Parse(bytes, format);
        }
        catch (DataSyntaxException e)
        {
            throw KubernetesException.BadRequest($"the body can't be read: {e.Message} (at {e.Position})");
        }
    }
}
