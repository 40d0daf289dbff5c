using Faultline.Lab.Workloads;

namespace Faultline.Lab.Streaming;

/// <summary>
/// What a container writes from now on, for a client that is about to be connected: who is told that it is has not missed anything
/// by then.
/// </summary>
internal sealed class Attachment : IDisposable
{
    private readonly OutputQueue _output = new(canHold: false);
    private readonly IDisposable _tap;

    public Attachment(PodLog log, ConsoleRequest request) =>
        _tap = log.Tap(request.HasOutput ? _output.Output : null, request.HasError ? _output.Error : null, _output.End);

    public void Dispose() => _tap.Dispose();

    /// <summary>Shows everything until the container ends; null where the client is gone before.</summary>
    public async Task<CommandResult?> RunAsync(IConsole console, CancellationToken end)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end);
        var showing = _output.ShowAsync(console, stop.Token);
        await Task.WhenAny(showing, console.Lost);
        await stop.CancelAsync();
        try
        {
            await showing;
            return CommandResult.Success;
        }
        catch (OutputLostException e)
        {
            return CommandResult.Error(e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
