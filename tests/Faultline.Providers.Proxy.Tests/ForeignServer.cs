using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faultline.Providers.Proxy.Tests;

/// <summary>What a Toxiproxy looks like: a server of ours, without leases, canaries and counters of its own.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _behind;
    private readonly bool _counts;

    private ForeignServer(WebApplication app, Uri behind, bool counts)
    {
        (_app, _behind, _counts) = (app, new HttpClient { BaseAddress = behind }, counts);
        app.Run(PassAsync);
    }

    public Uri Url => new(_app.Urls.First());

    /// <summary>What requests have named as their leases.</summary>
    public string Lease { get; private set; } = "";

    /// <summary>As whom the last request came.</summary>
    public string Authorization { get; private set; } = "";

    /// <param name="behind">The server of ours.</param>
    /// <param name="counts">Whether it has been started with -proxy-metrics.</param>
    public static async Task<ForeignServer> StartAsync(Uri behind, bool counts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new ForeignServer(builder.Build(), behind, counts);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _behind.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        Lease += context.Request.Headers["X-Faultline-Lease"];
        Authorization = context.Request.Headers.Authorization.ToString();
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/faultline", StringComparison.Ordinal) || (path == "/metrics" && !_counts))
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("404 page not found\n");
            return;
        }

        if (path == "/version")
        {
            await context.Response.WriteAsync("""{"version": "2.12.0"}""");
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), path);
        using var reader = new StreamReader(context.Request.Body);
        if (await reader.ReadToEndAsync() is { Length: > 0 } body)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await _behind.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.WriteAsync(
            path == "/metrics"
                ? string.Join('\n', text.Split('\n').Where(line => line.StartsWith("toxiproxy_", StringComparison.Ordinal)))
                : text
        );
    }
}
