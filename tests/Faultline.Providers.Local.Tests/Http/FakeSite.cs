using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faultline.Providers.Local.Tests.Http;

/// <summary>What arrived.</summary>
internal sealed record SeenRequest(string Method, string Target, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Line => $"{Method} {Target}";
}

/// <summary>A site on loopback that answers what the test says.</summary>
internal sealed class FakeSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private FakeSite(WebApplication app) => _app = app;

    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    public IEnumerable<string> Lines => _seen.Select(request => request.Line);

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>A site that answers with a text of a type, and further headers.</summary>
    public static Task<FakeSite> SayingAsync(
        string body,
        string? type = null,
        int status = 200,
        params (string Name, string Value)[] headers
    ) => SayingAsync(Encoding.UTF8.GetBytes(body), type, status, headers);

    /// <summary>A site that answers with bytes of a type, and further headers.</summary>
    public static Task<FakeSite> SayingAsync(byte[] body, string? type, int status = 200, params (string Name, string Value)[] headers) =>
        StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.ContentLength = body.Length;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(body);
            }
        });

    public static async Task<FakeSite> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (certificate is not null)
                    {
                        listen.UseHttps(certificate);
                    }
                }
            );
        });
        var app = builder.Build();
        var site = new FakeSite(app);
        app.Run(async context =>
        {
            site._seen.Enqueue(await ReadAsync(context));
            await answer(context);
        });
        await app.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<SeenRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return new SeenRequest(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
    }
}
