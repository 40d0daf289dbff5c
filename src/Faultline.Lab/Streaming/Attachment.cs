using Faultline.Lab.Workloads;

namespace Faultline.Lab.Streaming;

/// <summary>A client that sees what a container writes from now on.</summary>
internal static class Attachment
{
    /// <summary>Shows everything until the container ends; null where the client is gone before.</summary>
    public static async Task<CommandResult?> RunAsync(IConsole console, PodLog log, ConsoleRequest request, CancellationToken end)
    {
        var output = new OutputQueue(canHold: false);
        using var tap = log.Tap(request.HasOutput ? output.Output : null, request.HasError ? output.Error : null, output.End);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end);
        var showing = output.ShowAsync(console, stop.Token);
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
