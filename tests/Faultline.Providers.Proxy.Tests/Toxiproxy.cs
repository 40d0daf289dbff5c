using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Faultline.Providers.Proxy.Tests;

/// <summary>A server as others have it: ours behind a door that knows no leases, and does not say whose it is.</summary>
internal sealed class Toxiproxy : IAsyncDisposable
{
    private readonly HttpClient _behind;
    private readonly WebApplication _app;

    private Toxiproxy(Uri behind)
    {
        _behind = new HttpClient { BaseAddress = behind };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Urls.First();

    /// <summary>What requests have named as their leases.</summary>
    public string Lease { get; private set; } = "";

    /// <summary>As whom the last request came.</summary>
    public string Authorization { get; private set; } = "";

    public static async Task<Toxiproxy> StartAsync(Uri behind)
    {
        var front = new Toxiproxy(behind);
        await front._app.StartAsync(TestContext.Current.CancellationToken);
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _behind.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Lease += context.Request.Headers["X-Faultline-Lease"];
        Authorization = context.Request.Headers.Authorization.ToString();
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/faultline", StringComparison.Ordinal))
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

        using var reader = new StreamReader(context.Request.Body);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), path)
        {
            Content = new StringContent(await reader.ReadToEndAsync(), Encoding.UTF8),
        };
        using var answer = await _behind.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.StatusCode != HttpStatusCode.NoContent)
        {
            await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync());
        }
    }
}
