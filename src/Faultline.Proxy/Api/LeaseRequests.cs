using System.Text.Json;
using Faultline.Proxy.Leases;
using Faultline.Proxy.Proxies;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Faultline.Proxy.Api;

/// <summary><c>/faultline/leases</c>: an extension of ours, which clients of Toxiproxy never meet.</summary>
internal sealed class LeaseRequests(LeaseTable leases, ProxyTable proxies, TimeProvider time, CancellationToken end)
{
    private const double Default = 30;
    private const double Longest = 24 * 3600;
    private const int LongestName = 64;

    // IPPROTO_TCP and TCP_USER_TIMEOUT, in milliseconds (tcp(7)).
    private const int Tcp = 6;
    private const int UserTimeout = 18;
    private const int Silence = 20_000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>Answers a request; null where there is no such path.</summary>
    public async Task<ApiAnswer?> AnswerAsync(HttpContext context, string[] path, byte[] body)
    {
        var method = context.Request.Method;
        switch (path)
        {
            case []:
                return method switch
                {
                    "GET" => ApiAnswer.Json(200, WriteAll),
                    "POST" => Show(201, leases.Open(TimeToLive(body, Default), Name(body))),
                    _ => ApiAnswer.Text(405, ""),
                };
            case [var id]:
                var lease = leases.Get(id);
                switch (method)
                {
                    case "GET":
                        return Show(200, lease);
                    case "PUT":
                        lease.Renew(TimeToLive(body, lease.TimeToLive.TotalSeconds));
                        return Show(200, lease);
                    case "DELETE":
                        await leases.EndAsync(lease);
                        return ApiAnswer.NoContent;
                    default:
                        return ApiAnswer.Text(405, "");
                }

            case [var id, "hold"]:
                if (method != "GET")
                {
                    return ApiAnswer.Text(405, "");
                }

                await HoldAsync(context, leases.Get(id));
                return ApiAnswer.NoContent;
            default:
                return null;
        }
    }

    // The answer has no end: the connection is what holds the lease, and the kernel ends it with the process that has it.
    private async Task HoldAsync(HttpContext context, Lease lease)
    {
        if (!lease.TryHold())
        {
            throw new ProxyException(404, "lease not found");
        }

        // A machine that has lost its power says nothing: what it does not acknowledge tells of it, within the seconds that are given here.
        context.Features.Get<IConnectionSocketFeature>()?.Socket.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes(Silence));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end);
        try
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            while (!lease.IsEnded)
            {
                await context.Response.Body.WriteAsync("held\n"u8.ToArray(), either.Token);
                await context.Response.Body.FlushAsync(either.Token);
                await Task.Delay(Beat, time, either.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Whoever held it has let go.
        }
        finally
        {
            await leases.EndUnattendedAsync(lease);
        }
    }

    // A name that the client has chosen beforehand can be written down before there is anything to end.
    private static string? Name(byte[] body) =>
        (body.Length == 0 ? null : ApiBody.Text(ApiBody.Parse(body), "id")) is not { } name ? null
        : name.Length <= LongestName && name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? name
        : throw new ProxyException(400, $"bad request body: 'id' is to be 1 to {LongestName} letters, digits, dashes, dots or underscores");

    private static TimeSpan TimeToLive(byte[] body, double other)
    {
        var seconds = body.Length == 0 ? other : ApiBody.Fraction(ApiBody.Parse(body), "ttl") ?? other;
        return seconds is > 0 and <= Longest
            ? TimeSpan.FromSeconds(seconds)
            : throw new ProxyException(400, $"bad request body: 'ttl' is to be a number of seconds above 0 and up to {Longest}");
    }

    private ApiAnswer Show(int status, Lease lease) => ApiAnswer.Json(status, writer => Write(writer, lease));

    private void WriteAll(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var lease in leases.All)
        {
            Write(writer, lease);
        }

        writer.WriteEndArray();
    }

    private void Write(Utf8JsonWriter writer, Lease lease)
    {
        writer.WriteStartObject();
        writer.WriteString("id", lease.Id);
        writer.WriteNumber("ttl", lease.TimeToLive.TotalSeconds);
        writer.WriteNumber("remaining", Math.Round(lease.Remaining.TotalSeconds, 3));
        writer.WriteBoolean("held", lease.IsHeld);
        writer.WriteStartArray("proxies");
        foreach (var proxy in proxies.All.Where(proxy => proxy.Lease == lease))
        {
            writer.WriteStringValue(proxy.Name);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("toxics");
        foreach (var proxy in proxies.All)
        {
            foreach (var toxic in proxy.Toxics.All.Where(toxic => toxic.Lease == lease))
            {
                writer.WriteStringValue($"{proxy.Name}/{toxic.Name}");
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("disabled");
        foreach (var proxy in proxies.All.Where(proxy => proxy.DisabledBy == lease))
        {
            writer.WriteStringValue(proxy.Name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
