using System.Net;
using Faultline.Proxy.Addresses;
using Faultline.Proxy.Api;
using Faultline.Proxy.Leases;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Relaying;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faultline.Proxy;

/// <summary>Fault proxies, and the API over which they are made and made toxic.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private static readonly TimeSpan StopBudget = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _app;
    private readonly EventLoops _loops;
    private readonly ProxyTable _proxies;
    private readonly LeaseTable _leases;
    private readonly ConfigFile? _file;
    private readonly CancellationTokenSource _end;
    private readonly TimeProvider _time;

    private ProxyServer(
        WebApplication app,
        EventLoops loops,
        ProxyTable proxies,
        LeaseTable leases,
        ConfigFile? file,
        CancellationTokenSource end,
        TimeProvider time
    )
    {
        (_app, _loops, _proxies, _leases, _file, _end, _time) = (app, loops, proxies, leases, file, end, time);
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where the API is.</summary>
    public Uri Url { get; }

    /// <summary>Starts a server.</summary>
    /// <exception cref="ProxyException">The address of the API can't be had, or the configuration file is wrong.</exception>
    public static async Task<ProxyServer> StartAsync(ProxyServerOptions options, CancellationToken cancellationToken)
    {
        var endPoint = await EndPointAsync(options);
        var loops = new EventLoops(Environment.ProcessorCount);
        var proxies = new ProxyTable(new Chance(options.Random), new ProxyClock(options.Time), loops);
        var leases = new LeaseTable(proxies, proxies.Chance, options.Time);
        var end = new CancellationTokenSource();
        var requests = new ApiRequests(proxies, leases, new LeaseRequests(leases, proxies, options.Time, end.Token), options.Version);
        var app = Build(endPoint, requests);
        var file = options.ConfigFile is { } path ? new ConfigFile(path, proxies, options.Time, options.Log) : null;
        try
        {
            await app.StartAsync(cancellationToken);
            if (file is not null)
            {
                await file.StartAsync(end.Token);
            }

            return new ProxyServer(app, loops, proxies, leases, file, end, options.Time);
        }
        catch (Exception e)
        {
            await end.CancelAsync();
            await app.DisposeAsync();
            leases.Dispose();
            proxies.Dispose();
            loops.Dispose();
            end.Dispose();
            if (e is IOException)
            {
                throw new ProxyException(500, $"The API can't listen on {endPoint}: {e.InnerException?.Message ?? e.Message}.");
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_file is not null)
        {
            await _file.Ended;
        }

        using var budget = new CancellationTokenSource(StopBudget, _time);
        await _app.StopAsync(budget.Token);
        await _app.DisposeAsync();
        _leases.Dispose();
        _proxies.Dispose();
        _loops.Dispose();
        _end.Dispose();
    }

    private static WebApplication Build(IPEndPoint endPoint, ApiRequests requests)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, OutsideLifetime>();
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(endPoint);
            });
        var app = builder.Build();
        app.Run(requests.AnswerAsync);
        return app;
    }

    private static async Task<IPEndPoint> EndPointAsync(ProxyServerOptions options)
    {
        var host = options.Host.Contains(':', StringComparison.Ordinal) ? $"[{options.Host}]" : options.Host;
        if (!ProxyAddress.TryParse($"{host}:{options.Port}", out var address, out var problem))
        {
            throw new ProxyException(400, problem);
        }

        try
        {
            return (IPEndPoint)(await address.ResolveAsync())[0];
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new ProxyException(400, $"The host '{options.Host}' of the API can't be looked up: {e.Message}.");
        }
    }

    /// <summary>Signals belong to the program that hosts the server.</summary>
    private sealed class OutsideLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
