using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faultline.Samples.Greeting;

/// <summary>The bare web server that all three services share: no routing, no logging, no signals of its own.</summary>
internal static class GreetingServer
{
    private static readonly TimeSpan StopBudget = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(
        IGreetingRole role,
        IPEndPoint address,
        TextWriter log,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, OutsideLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, address));
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(role, context, stop));
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await log.WriteLineAsync($"Can't listen on {address}: {(e.InnerException ?? e).Message}.");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }

        await log.WriteLineAsync($"Running on http://0.0.0.0:{Port(app)}");
        await StoppedAsync(stop);
        using var budget = new CancellationTokenSource(StopBudget, time);
        await app.StopAsync(budget.Token);
        return 0;
    }

    private static void Configure(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, IPEndPoint address)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(address);
    }

    private static async Task AnswerAsync(IGreetingRole role, HttpContext context, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        try
        {
            if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            {
                await role.AnswerAsync(context, ended.Token);
            }
            else
            {
                await Answers.TextAsync(context, StatusCodes.Status404NotFound, "Not found", ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static int Port(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    private static async Task StoppedAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), stopped))
        {
            await stopped.Task;
        }
    }

    /// <summary>Signals belong to the program that runs the sample, which has a token for us.</summary>
    private sealed class OutsideLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
