using Faultline.Abstractions.Faults;
using Faultline.Linux.Processes;

namespace Faultline.Host.Shutdown;

/// <summary>Shuts this very host down.</summary>
internal interface IHostPower
{
    /// <summary>Why it can't be done; null where it can.</summary>
    string? Missing { get; }

    /// <summary>Shuts down, or restarts, in an orderly way. Returns when that has begun.</summary>
    /// <exception cref="FaultRefusedException">It could not be begun.</exception>
    Task EndAsync(bool reboot, CancellationToken stop);
}

/// <summary>Shuts this very host down by its own <c>shutdown</c>, as a person would.</summary>
internal sealed class HostPower : IHostPower
{
    private const string SearchPath = "/usr/sbin:/sbin:/usr/bin:/bin";

    public string? Missing => ProgramFinder.Find("shutdown", SearchPath) is null ? $"there is no program 'shutdown' in {SearchPath}" : null;

    public async Task EndAsync(bool reboot, CancellationToken stop)
    {
        await using var starter = new ProcessStarter(TimeProvider.System);
        var status = await starter
            .Start(
                new ProcessSpec
                {
                    Path = ProgramFinder.Find("shutdown", SearchPath) ?? throw new FaultRefusedException(Missing!),
                    Arguments = [reboot ? "-r" : "-P", "now"],
                    Environment = new Dictionary<string, string> { ["PATH"] = SearchPath },
                }
            )
            .Completed.WaitAsync(stop);
        if (status.Number != 0)
        {
            throw new FaultRefusedException($"'shutdown' ended with {status.Number}", "Run as root.");
        }
    }
}
