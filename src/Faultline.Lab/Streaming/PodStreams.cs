using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Objects;
using Faultline.Lab.Workloads;
using Faultline.Spdy;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Streaming;

/// <summary>Exec, attach and portforward: from the request to the streams, over SPDY or WebSocket as the client can.</summary>
internal sealed class PodStreams(Kubelet kubelet, TimeProvider time) : IPodStreams
{
    // A whole SPDY connection within a WebSocket: how newer clients forward ports.
    private const string Tunnel = "SPDY/3.1+" + SpdyPortForward.Protocol;

    private static readonly string[] PortForwards = [Tunnel, "v4.channel.k8s.io", "v4.base64.channel.k8s.io", ""];

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ExecCommand _exec = new(kubelet);

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, DataObject pod, string subresource, CancellationToken end)
    {
        try
        {
            await (subresource == "portforward" ? ForwardAsync(context, pod, end) : ConsoleAsync(context, pod, subresource == "exec", end));
        }
        catch (IOException) when (context.Response.HasStarted)
        {
            // The client is gone.
        }
    }

    private async Task ConsoleAsync(HttpContext context, DataObject pod, bool isExec, CancellationToken end)
    {
        var request = ConsoleRequest.Of(pod, context.Request.Query, isExec);
        var log = isExec ? null : kubelet.Log(pod, request.Container, previous: false);
        if (!request.IsRunning(pod) || (!isExec && log is null))
        {
            await RefuseAsync(context, $"container not found (\"{request.Container}\")", end);
            return;
        }

        if (!isExec && (request.HasInput || request.HasTerminal))
        {
            var lacks = request.HasInput ? "does not read standard input" : "has no terminal";
            throw KubernetesException.BadRequest($"container {request.Container} {lacks}: the lab starts containers without");
        }

        using var attachment = isExec ? null : new Attachment(log!, request);
        await using var console = await ConnectAsync(context, request, end);
        if (console is not null)
        {
            var result = attachment is null ? await _exec.RunAsync(console, pod, request, end) : await attachment.RunAsync(console, end);
            await (result is null ? Task.CompletedTask : console.EndAsync(result, end));
        }
    }

    private async Task<IConsole?> ConnectAsync(HttpContext context, ConsoleRequest request, CancellationToken end)
    {
        var isSpdy = IsSpdy(context.Request);
        var protocols = isSpdy ? ConsoleProtocol.OverSpdy : ConsoleProtocol.OverWebSocket;
        var name = Upgrade.Choose(context, [.. protocols.Select(protocol => protocol.Name)], isSpdy);
        var chosen = protocols.First(protocol => protocol.Name == name);
        if (!isSpdy)
        {
            var socket = new ChannelSocket(await Upgrade.ToWebSocketAsync(context, name), chosen.IsBase64, time);
            return await WebSocketConsole.StartAsync(socket, chosen, request, end);
        }

        var connection = await Upgrade.ToSpdyAsync(context, name);
        IConsole? console = null;
        try
        {
            return console = await SpdyConsole.AcceptAsync(connection, chosen, request, time, end);
        }
        finally
        {
            await (console is null ? connection.DisposeAsync() : ValueTask.CompletedTask);
        }
    }

    private async Task ForwardAsync(HttpContext context, DataObject pod, CancellationToken end)
    {
        if (IsSpdy(context.Request))
        {
            var protocol = Upgrade.Choose(context, [SpdyPortForward.Protocol], isSpdy: true);
            await ForwardAsync(await Upgrade.ToSpdyAsync(context, protocol), pod, end);
            return;
        }

        var name = Upgrade.Choose(context, PortForwards, isSpdy: false);
        if (name == Tunnel)
        {
            var tunnel = WebSocketStream.Create(await Upgrade.ToWebSocketAsync(context, name), WebSocketMessageType.Binary, Farewell);
            await ForwardAsync(Upgrade.ToSpdy(tunnel), pod, end);
            return;
        }

        var ports = PortsOf(context.Request.Query);
        var isBase64 = name.Contains("base64", StringComparison.Ordinal);
        await using var socket = new ChannelSocket(await Upgrade.ToWebSocketAsync(context, name), isBase64, time);
        await new WebSocketPortForward(socket, pod, ports).RunAsync(end);
    }

    private static async Task ForwardAsync(SpdyConnection connection, DataObject pod, CancellationToken end)
    {
        await using (connection)
        {
            await new SpdyPortForward(connection, pod).RunAsync(end);
        }
    }

    /// <exception cref="KubernetesException">The request asks for neither.</exception>
    private static bool IsSpdy(HttpRequest request) =>
        Upgrade.IsSpdy(request)
        || (Upgrade.IsWebSocket(request) ? false : throw KubernetesException.BadRequest("Upgrade request required"));

    private static List<int> PortsOf(IQueryCollection query)
    {
        string[] texts =
        [
            .. query["ports"].Concat(query["port"]).SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)),
        ];
        return texts.Length == 0
            ? throw KubernetesException.BadRequest("query parameter \"port\" is required")
            :
            [
                .. texts.Select(text =>
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
                        ? port
                        : throw KubernetesException.BadRequest($"unable to parse \"{text}\" as a port: it must be between 1 and 65535")
                ),
            ];
    }

    // In plain text, as the node that runs the container answers: clients show it as it is.
    private static Task RefuseAsync(HttpContext context, string problem, CancellationToken end)
    {
        context.Response.StatusCode = 500;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(problem), end).AsTask();
    }
}
