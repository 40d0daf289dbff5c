using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.TestHost;

/// <summary>Takes a port of the loopback, which the kernel gives back when the process dies.</summary>
public sealed class PortFault(DataObject arguments) : IFault
{
    private int Port => int.Parse((arguments["port"] as DataNumber)!.Text, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public Task<CapturedFault> CaptureAsync(FaultContext context, CancellationToken stop) =>
        Task.FromResult(
            new CapturedFault
            {
                What = $"take port {Port}",
                Before = DataObject.Empty,
                Claims = [new FaultClaim($"port:{Port}", $"port {Port}", IsShared: true)],
                Undo = [],
                Persists = false,
            }
        );

    /// <inheritdoc/>
    public Task<AppliedFault> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        return Task.FromResult(new AppliedFault { Held = new Listening(listener) });
    }

    /// <inheritdoc/>
    public Task<FaultProof> ProveAsync(UndoRecord record, FaultContext context, ProofMoment moment, CancellationToken stop) =>
        Task.FromResult(new FaultProof(IsTaken(Port) ? ProofState.Present : ProofState.Absent, "tried to take it"));

    /// <inheritdoc/>
    public Task<RevertResult> RevertAsync(UndoRecord record, FaultContext context, CancellationToken stop) =>
        Task.FromResult(
            IsTaken(Port)
                ? new RevertResult(RevertState.Failed, "it is still taken")
                : new RevertResult(RevertState.NothingToRevert, "it is free")
        );

    /// <summary>Whether somebody listens at a port.</summary>
    public static bool IsTaken(int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private sealed class Listening(TcpListener listener) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
