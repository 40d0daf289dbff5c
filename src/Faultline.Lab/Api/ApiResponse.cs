using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api.Tables;
using Faultline.Lab.Objects;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>Writes answers, in the shape that the client wants.</summary>
internal sealed class ApiResponse(TableView tables)
{
    private const int FlushFrom = 256 * 1024;

    /// <summary>Writes one object, as it is stored.</summary>
    public Task ObjectAsync(HttpContext context, int status, ApiPath path, DataObject node, CancellationToken cancellationToken)
    {
        var form = ObjectForm.Of(context.Request.Headers.Accept.ToString());
        var output = new ArrayBufferWriter<byte>(4096);
        WriteObject(output, path, node, form, IncludeOf(context));
        output.Write("\n"u8);
        return BytesAsync(context, status, "application/json", output.WrittenMemory, cancellationToken);
    }

    /// <summary>Writes a list.</summary>
    public async Task ListAsync(HttpContext context, ApiPath path, ListPage page, CancellationToken cancellationToken)
    {
        var form = ObjectForm.Of(context.Request.Headers.Accept.ToString());
        if (form.As == ObjectForm.Table)
        {
            var table = tables.Of(path, page.Items, page.Metadata, form.Version, IncludeOf(context));
            await TreeAsync(context, 200, table, cancellationToken);
            return;
        }

        var isPartial = form.As == ObjectForm.Partial;
        var (apiVersion, kind) = isPartial
            ? ("meta.k8s.io/" + form.Version, "PartialObjectMetadataList")
            : (path.Served.ToString(), path.Kind.ListKind);
        context.Response.StatusCode = 200;
        context.Response.ContentType = "application/json";
        var output = context.Response.BodyWriter;
        Text(output, $$"""{"kind":"{{kind}}","apiVersion":"{{apiVersion}}","metadata":""");
        output.Write(ObjectJson.Write(page.Metadata));
        Text(output, ",\"items\":[");
        var isFirst = true;
        foreach (var node in page.Items)
        {
            Text(output, isFirst ? "" : ",");
            isFirst = false;
            if (isPartial)
            {
                ObjectJson.WriteObject(output, TableView.Partial(node, form.Version), null, null);
            }
            else
            {
                // Lists of built-in kinds say once what their items are.
                var isNamed = path.Kind.Custom is not null;
                ObjectJson.WriteObject(
                    output,
                    KindVersions.Shown(path.Kind, path.Served, node),
                    isNamed ? path.Served.ToString() : null,
                    isNamed ? path.Kind.Kind : null
                );
            }

            if (output.UnflushedBytes > FlushFrom)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        Text(output, "]}\n");
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Writes an object into a stream of them.</summary>
    public void WriteObject(IBufferWriter<byte> output, ApiPath path, DataObject node, ObjectForm form, string include)
    {
        switch (form.As)
        {
            case ObjectForm.Table:
                var metadata = DataObject.Of(("resourceVersion", node.TextAt("metadata", "resourceVersion") ?? ""));
                output.Write(ObjectJson.Write(tables.Of(path, [node], metadata, form.Version, include)));
                break;
            case ObjectForm.Partial:
                output.Write(ObjectJson.Write(TableView.Partial(node, form.Version)));
                break;
            default:
                ObjectJson.WriteObject(output, KindVersions.Shown(path.Kind, path.Served, node), path.Served.ToString(), path.Kind.Kind);
                break;
        }
    }

    /// <summary>Writes any document.</summary>
    public static Task TreeAsync(HttpContext context, int status, DataObject body, CancellationToken cancellationToken) =>
        BytesAsync(context, status, "application/json", (byte[])[.. ObjectJson.Write(body), (byte)'\n'], cancellationToken);

    /// <summary>Writes a text.</summary>
    public static Task TextAsync(HttpContext context, byte[] text, CancellationToken cancellationToken) =>
        BytesAsync(context, 200, "text/plain; charset=utf-8", text, cancellationToken);

    /// <summary>Writes bytes.</summary>
    public static async Task BytesAsync(
        HttpContext context,
        int status,
        string contentType,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>What of each object a table is to bring along.</summary>
    public static string IncludeOf(HttpContext context) =>
        context.Request.Query["includeObject"].ToString() is { Length: > 0 } include ? include : "Metadata";

    private static void Text(PipeWriter output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
