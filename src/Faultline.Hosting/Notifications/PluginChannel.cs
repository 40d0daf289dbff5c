using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Notifications;

/// <summary>A Python function that is told, in the interpreter that is there for activities too.</summary>
internal sealed class PluginChannel(DataObject channel, FaultlineHost host) : IChannel
{
    private readonly string _module = channel.Text("module")!;
    private readonly string _function = channel.Text("func") is { Length: > 0 } function ? function : "notify";

    public string Name => $"The notification plug-in '{_module}.{_function}'";

    public async Task<string?> TellAsync(DataObject happened, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(Patience.Whole, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        var result = await host.CallPythonAsync(_module, _function, [channel, happened], either.Token);
        return result.Problem is null ? null
            : deadline.IsCancellationRequested && !stop.IsCancellationRequested ? $"it took longer than {Patience.Whole.TotalSeconds:0} s"
            : result.Problem;
    }

    public void Dispose() { }
}
