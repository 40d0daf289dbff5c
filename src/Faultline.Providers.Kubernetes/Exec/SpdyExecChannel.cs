using Faultline.Providers.Kubernetes.Client;
using Faultline.Spdy;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>Runs commands over SPDY: a stream each for the output, the errors, and how the command ended.</summary>
internal sealed class SpdyExecChannel(ApiTransport transport) : IExecChannel
{
    private static readonly KeyValuePair<string, string>[] Upgrade =
    [
        new("Connection", "Upgrade"),
        new("Upgrade", "SPDY/3.1"),
        new("X-Stream-Protocol-Version", "v4.channel.k8s.io"),
    ];

    // Kubernetes' servers know nothing of windows.
    private static readonly SpdyOptions Options = new() { Flow = SpdyFlow.Transport, StreamWindow = 256 * 1024 };

    public async Task<ExecAnswer> RunAsync(ExecRequest request, Deadline deadline)
    {
        var exchange = ExecExchange.RequestOf(request, HttpMethod.Post, "create");
        await using var connection = SpdyConnection.Start(
            await transport.UpgradeAsync(exchange, Upgrade, deadline),
            SpdyRole.Client,
            Options
        );
        try
        {
            var (status, stdout, stderr) = (new ExecOutput(), new ExecOutput(), new ExecOutput());
            await Task.WhenAll(
                await OpenAsync(connection, "error", status, deadline.Token),
                await OpenAsync(connection, "stdout", stdout, deadline.Token),
                await OpenAsync(connection, "stderr", stderr, deadline.Token)
            );
            return ExecExchange.AnswerOf(exchange, stdout, stderr, status);
        }
        catch (SpdyException e)
        {
            throw new KubernetesException($"cannot {exchange}: the connection broke before the command was started: {e.Message}");
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            throw ExecExchange.TooLong(exchange, deadline);
        }
    }

    /// <summary>Opens a stream; the task that it returns ends with the stream.</summary>
    private static async Task<Task> OpenAsync(
        SpdyConnection connection,
        string type,
        ExecOutput output,
        CancellationToken cancellationToken
    )
    {
        var stream = await connection.OpenAsync(SpdyHeaders.Of(("streamtype", type)), cancellationToken);
        await stream.Reply.WaitAsync(cancellationToken);
        return ReadAsync(stream, output, cancellationToken);
    }

    private static async Task ReadAsync(SpdyStream stream, ExecOutput output, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                output.Add(buffer.AsSpan(0, count));
            }
        }
        catch (SpdyException)
        {
            // Servers reset streams, or close, once they have said how the command ended; whether they have is seen next.
        }
    }
}
