using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Workloads.Running;

/// <summary>Asks a container once: a command in it, a request to it, a connection to it.</summary>
internal sealed class ProbeCheck(PodScene scene, ContainerProcess process)
{
    private const int MostOutput = 10 * 1024;

    /// <summary>Whether somebody listens on a port.</summary>
    public async Task<bool> TakesConnectionsAsync(int port, CancellationToken cancellationToken) =>
        (await ConnectAsync(Endpoint(port), cancellationToken)).IsOk;

    /// <summary>One round of a probe, within its timeout.</summary>
    public async Task<ProbeResult> ProbeAsync(DataNode probe, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(Math.Max(probe.NumberAt("timeoutSeconds") ?? 1, 1));
        using var timeout = new CancellationTokenSource(limit, scene.Context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await AskAsync(probe, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failed(
                probe.At("exec") is not null
                    ? $"command timed out: \"{string.Join(' ', probe.WordsAt("exec", "command"))}\" timed out after {limit.TotalSeconds}s"
                    : "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            );
        }
    }

    /// <summary>What a probe or a hook asks for: exec, httpGet, tcpSocket or grpc.</summary>
    public Task<ProbeResult> AskAsync(DataNode question, CancellationToken cancellationToken) =>
        question switch
        {
            _ when question.At("exec") is { } exec => ExecuteAsync([.. exec.WordsAt("command")], cancellationToken),
            _ when question.At("httpGet") is { } get => scene.Context.Http.GetAsync(get, Endpoint(get.At("port")), cancellationToken),
            _ when question.At("tcpSocket") is { } tcp => ConnectAsync(Endpoint(tcp.At("port")), cancellationToken),
            _ when question.At("grpc") is { } grpc => scene.Context.Http.HealthAsync(
                grpc.TextAt("service") ?? "",
                Endpoint(grpc.At("port")),
                cancellationToken
            ),
            _ => Task.FromResult(ProbeResult.Failed("the lab has no such probe; use exec, httpGet, tcpSocket or grpc")),
        };

    private IPEndPoint Endpoint(DataNode? port)
    {
        var text = port switch
        {
            DataString name => name.Value,
            DataNumber number => number.Text,
            _ => "0",
        };
        return Endpoint(ServicePorts.TargetIn(scene.Pod(), text) ?? 0);
    }

    private IPEndPoint Endpoint(int port) => PodPorts.Endpoint(scene.Pod(), port) ?? new IPEndPoint(IPAddress.Loopback, port);

    private static async Task<ProbeResult> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return ProbeResult.Ok;
        }
        catch (SocketException e)
        {
            var cause = e.SocketErrorCode == SocketError.ConnectionRefused ? "connection refused" : e.Message;
            return ProbeResult.Failed($"dial tcp {endpoint}: connect: {cause}");
        }
    }

    private async Task<ProbeResult> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var output = new List<byte>();
        void Keep(ReadOnlySpan<byte> bytes)
        {
            lock (output)
            {
                output.AddRange(bytes[..Math.Min(bytes.Length, MostOutput - output.Count)]);
            }
        }

        ChildProcess child;
        try
        {
            child = process.StartInside(
                new InsideProcess
                {
                    Command = command,
                    StandardOutput = Keep,
                    StandardError = Keep,
                }
            );
        }
        catch (ContainerSpecException e)
        {
            return ProbeResult.Failed(e.Message);
        }

        try
        {
            var status = await child.Completed.WaitAsync(cancellationToken);
            lock (output)
            {
                return status.Number == 0 ? ProbeResult.Ok : ProbeResult.Failed(Encoding.UTF8.GetString([.. output]).TrimEnd());
            }
        }
        finally
        {
            await child.EndAsync(TimeSpan.Zero);
        }
    }
}
