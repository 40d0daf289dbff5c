using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faultline.Providers.Kubernetes.Tests;

/// <summary>What arrived.</summary>
internal sealed record SeenRequest(string Method, string Path, string Query, string Body)
{
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public string? ClientCertificate { get; init; }

    public string? ServerName { get; init; }

    public string Line => $"{Method} {Path}{Query}";
}

/// <summary>What to answer.</summary>
internal sealed record FakeAnswer(int Code, string Body)
{
    public string ContentType { get; init; } = "application/json";

    public string? RetryAfter { get; init; }

    /// <summary>Writes the body bit by bit instead, each bit at once; the connection ends when this does.</summary>
    public Func<Func<string, Task>, CancellationToken, Task>? Stream { get; init; }

    /// <summary>Speaks over a WebSocket instead.</summary>
    public Func<WebSocket, Task>? Speak { get; init; }

    /// <summary>Speaks SPDY over the connection instead.</summary>
    public Func<Stream, Task>? SpeakSpdy { get; init; }

    /// <summary>The protocol of the WebSocket, of those that were offered.</summary>
    public string Protocol { get; init; } = "v4.channel.k8s.io";

    /// <summary>Lines, and then nothing until the client goes away.</summary>
    public static FakeAnswer Lines(params string[] lines) =>
        new(200, "")
        {
            Stream = async (write, gone) =>
            {
                foreach (var line in lines)
                {
                    await write(line + "\n");
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, gone);
            },
        };

    /// <summary>Lines, and then the end.</summary>
    public static FakeAnswer LinesAndEnd(params string[] lines) =>
        new(200, "")
        {
            Stream = async (write, _) =>
            {
                foreach (var line in lines)
                {
                    await write(line + "\n");
                }
            },
        };

    public static FakeAnswer Status(int code, string reason, string message) =>
        new(
            code,
            $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":{{System.Text.Json.JsonSerializer.Serialize(message)}},"reason":"{{reason}}","code":{{code}}}"""
        );
}

/// <summary>An API server on loopback that answers what the test says.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private FakeApi(WebApplication app) => _app = app;

    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    public IEnumerable<string> Lines => _seen.Select(request => request.Line);

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public int Port => new Uri(Address).Port;

    public static Task<FakeApi> StartAsync(Func<SeenRequest, FakeAnswer> answer, X509Certificate2? certificate = null) =>
        StartAsync(request => Task.FromResult(answer(request)), certificate);

    public static async Task<FakeApi> StartAsync(Func<SeenRequest, Task<FakeAnswer>> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        var names = new ConcurrentDictionary<string, string>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (certificate is not null)
                    {
                        listen.UseHttps(https =>
                        {
                            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                            https.ServerCertificateSelector = (connection, name) =>
                            {
                                names[connection!.ConnectionId] = name ?? "";
                                return certificate;
                            };
                            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                            https.AllowAnyClientCertificate();
                        });
                    }
                }
            )
        );
        var app = builder.Build();
        var api = new FakeApi(app);
        app.UseWebSockets();
        app.Run(async context =>
        {
            var request = await ReadAsync(context, names.GetValueOrDefault(context.Connection.Id));
            api._seen.Enqueue(request);
            await WriteAsync(context, await answer(request));
        });
        await app.StartAsync();
        return api;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<SeenRequest> ReadAsync(HttpContext context, string? serverName)
    {
        using var reader = new StreamReader(context.Request.Body);
        return new SeenRequest(
            context.Request.Method,
            context.Request.Path,
            Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""),
            await reader.ReadToEndAsync()
        )
        {
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            ClientCertificate = context.Connection.ClientCertificate?.Subject,
            ServerName = serverName,
        };
    }

    private static async Task WriteAsync(HttpContext context, FakeAnswer answer)
    {
        if (answer.Speak is null && answer.SpeakSpdy is null)
        {
            context.Response.StatusCode = answer.Code;
        }

        context.Response.ContentType = answer.ContentType;
        if (answer.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        if (answer.Speak is not null)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(answer.Protocol);
            await answer.Speak(socket);
            return;
        }

        if (answer.SpeakSpdy is not null)
        {
            context.Response.Headers.Upgrade = "SPDY/3.1";
            context.Response.Headers["X-Stream-Protocol-Version"] = "v4.channel.k8s.io";
            await answer.SpeakSpdy(await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync());
            return;
        }

        if (answer.Stream is null)
        {
            await context.Response.WriteAsync(answer.Body);
            return;
        }

        await context.Response.StartAsync();
        try
        {
            await answer.Stream(
                async text =>
                {
                    await context.Response.WriteAsync(text);
                    await context.Response.Body.FlushAsync();
                },
                context.RequestAborted
            );
        }
        catch (OperationCanceledException)
        {
            // The client has seen enough.
        }
    }
}
