using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faultline.Lab.Api;

/// <summary>The web server of the API: HTTPS on a free port of 127.0.0.1, without logging and without signals of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StopBudget = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _end;
    private readonly TimeProvider _time;

    private ApiServer(WebApplication app, CancellationTokenSource end, TimeProvider time)
    {
        _app = app;
        _end = end;
        _time = time;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where the server listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts the server.</summary>
    public static async Task<ApiServer> StartAsync(
        ApiRequests requests,
        X509Certificate2 certificate,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, OutsideLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, certificate));
        var app = builder.Build();
        var end = new CancellationTokenSource();
        try
        {
            app.Run(context => requests.AnswerAsync(context, end.Token));
            await app.StartAsync(cancellationToken);
            return new ApiServer(app, end, time);
        }
        catch
        {
            await app.DisposeAsync();
            end.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        using var budget = new CancellationTokenSource(StopBudget, _time);
        await _app.StopAsync(budget.Token);
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, X509Certificate2 certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
    }

    /// <summary>Signals belong to the program that hosts the lab.</summary>
    private sealed class OutsideLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
