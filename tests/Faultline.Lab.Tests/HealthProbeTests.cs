using System.Net;
using Faultline.Lab.Workloads.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Faultline.Lab.Tests;

public sealed class HealthProbeTests
{
    [Theory(Timeout = 20_000)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 8, 1 }, true, "")]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 8, 2 }, false, "service unhealthy (responded with \"NOT_SERVING\")")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, false, "service unhealthy (responded with \"UNKNOWN\")")]
    public async Task A_grpc_probe_believes_what_the_server_says_of_itself(byte[] answer, bool isOk, string message)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        await using var app = builder.Build();
        byte[] asked = [];
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            asked = [.. System.Text.Encoding.UTF8.GetBytes(context.Request.Path), .. body.ToArray()];
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var requester = new HttpRequester();

        var result = await requester.HealthAsync(
            "shop",
            new IPEndPoint(IPAddress.Loopback, url.Port),
            TestContext.Current.CancellationToken
        );

        result.ShouldBe(new ProbeResult(isOk, message));
        asked.ShouldBe([.. "/grpc.health.v1.Health/Check"u8, 0, 0, 0, 0, 6, 10, 4, .. "shop"u8]);
    }
}
