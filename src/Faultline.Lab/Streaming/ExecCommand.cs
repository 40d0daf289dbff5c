using Faultline.Abstractions.Data;
using Faultline.Lab.Workloads;
using Faultline.Linux.Processes;

namespace Faultline.Lab.Streaming;

/// <summary>
/// A command in a container, for a client.
/// <code>
/// client ──input──> process ──output──> queue ──> client      the client is lost: the process is ended
///                      └─ exit ─> what is left of the output, then the result
/// </code>
/// </summary>
internal sealed class ExecCommand(Kubelet kubelet)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command to its end; null where the client is gone before.</summary>
    public async Task<CommandResult?> RunAsync(IConsole console, DataObject pod, ConsoleRequest request, CancellationToken end)
    {
        var output = new OutputQueue(canHold: true);
        ChildProcess child;
        try
        {
            child = kubelet.StartInside(pod, request.Container, ProcessOf(request, output));
        }
        catch (ContainerSpecException e)
        {
            return CommandResult.Error(e.Message);
        }

        output.Hold(child);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end);
        var showing = output.ShowAsync(console, stop.Token);
        Task[] beside =
        [
            request.HasInput ? new CommandInput().RunAsync(console, child, stop.Token) : Task.CompletedTask,
            ResizeAsync(console, child, stop.Token),
        ];
        var isServed = await IsCompletedAsync(child, console, showing) && await IsShownAsync(output, showing, console);
        if (!isServed)
        {
            output.Drop();
            await child.EndAsync(Grace);
        }

        await stop.CancelAsync();
        await Task.WhenAll([.. beside, showing.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default)]);
        return isServed ? CommandResult.Of(await child.Exited) : null;
    }

    private static InsideProcess ProcessOf(ConsoleRequest request, OutputQueue output) =>
        new()
        {
            Command = request.Command,
            StandardOutput = request.HasOutput ? output.Output : null,
            StandardError = request.HasError ? output.Error : null,
            TakesInput = request.HasInput && !request.HasTerminal,
            Terminal = request.HasTerminal ? TerminalSize.Usual : null,
        };

    // Showing ends before the process only where the client can't be written to.
    private static async Task<bool> IsCompletedAsync(ChildProcess child, IConsole console, Task showing) =>
        await Task.WhenAny(child.Completed, console.Lost, showing) == child.Completed;

    private static async Task<bool> IsShownAsync(OutputQueue output, Task showing, IConsole console)
    {
        output.End();
        await Task.WhenAny(showing, console.Lost);
        return showing.IsCompletedSuccessfully;
    }

    private static async Task ResizeAsync(IConsole console, ChildProcess child, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var size in console.SizesAsync(cancellationToken))
            {
                child.Resize(size);
            }
        }
        catch (OperationCanceledException)
        {
            // The process is gone.
        }
    }
}
