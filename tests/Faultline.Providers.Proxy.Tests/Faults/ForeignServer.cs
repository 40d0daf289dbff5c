using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faultline.Providers.Proxy.Tests.Faults;

/// <summary>What a Toxiproxy looks like: a server of ours, without leases, canaries and counters of its own.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _behind;

    private ForeignServer(WebApplication app, HttpClient behind) => (_app, _behind) = (app, behind);

    public Uri Url => new(_app.Urls.First());

    public static async Task<ForeignServer> StartAsync(Uri behind, bool counts)
    {
        var client = new HttpClient { BaseAddress = behind };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context => PassAsync(context, client, counts));
        await app.StartAsync();
        return new ForeignServer(app, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _behind.Dispose();
    }

    private static async Task PassAsync(HttpContext context, HttpClient behind, bool counts)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/faultline", StringComparison.Ordinal) || (path == "/metrics" && !counts))
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

        using var answer = await behind.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.WriteAsync(
            path == "/metrics"
                ? string.Join('\n', text.Split('\n').Where(line => line.StartsWith("toxiproxy_", StringComparison.Ordinal)))
                : text
        );
    }
}
