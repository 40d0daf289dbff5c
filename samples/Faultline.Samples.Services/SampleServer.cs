using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faultline.Samples.Services;

/// <summary>The bare web server that all services share: no routing, no logging, no signals of its own.</summary>
internal static class SampleServer
{
    private static readonly TimeSpan StopBudget = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs one service of a sample until <paramref name="stop"/> is cancelled.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="roles">The names that there are.</param>
    /// <param name="create">Makes the role, with the log that it writes to; FormatException where a variable makes no sense.</param>
    /// <param name="environment">Says where to listen, and what the role reads.</param>
    /// <param name="output">Takes the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the service.</param>
    /// <returns>0 after a stop; 1 where it can't listen; 2 for an unknown role or a variable that makes no sense.</returns>
    public static async Task<int> RunAsync(
        string name,
        IReadOnlyList<string> roles,
        Func<TextWriter, ISampleRole> create,
        IReadOnlyDictionary<string, string> environment,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var log = TextWriter.Synchronized(output);
        if (!roles.Contains(name))
        {
            await log.WriteLineAsync($"There is no role '{name}'; use one of {string.Join(", ", roles)}.");
            return 2;
        }

        try
        {
            var address = ServiceVariables.Address(environment);
            using var role = create(log);
            return await ServeAsync(role, address, log, time, stop);
        }
        catch (FormatException e)
        {
            await log.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task<int> ServeAsync(
        ISampleRole role,
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

    private static async Task AnswerAsync(ISampleRole role, HttpContext context, CancellationToken stop)
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
