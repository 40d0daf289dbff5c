using System.Text;
using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Services;

/// <summary>How all services answer.</summary>
internal static class Answers
{
    public static async Task TextAsync(HttpContext context, int status, string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, cancellationToken);
        }
    }
}
