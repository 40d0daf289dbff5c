using Faultline.Host.Shutdown;

namespace Faultline.Host.Tests.Shutdown;

/// <summary>Writes down that this host would be shut down: no test ever does it.</summary>
internal sealed class NoHostPower : IHostPower
{
    public List<string> Asked { get; } = [];

    public string? Missing => null;

    public Task EndAsync(bool reboot, CancellationToken stop)
    {
        Asked.Add(reboot ? "restart" : "power off");
        return Task.CompletedTask;
    }
}
