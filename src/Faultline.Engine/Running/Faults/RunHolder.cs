using Faultline.Abstractions.Faults;

namespace Faultline.Engine.Running.Faults;

/// <summary>What holds the faults of one run, started when the first of them comes.</summary>
/// <param name="holders">Starts it; null where faults can't be applied.</param>
/// <param name="run">The run's id.</param>
/// <param name="report">Takes the lines that faults have for the user.</param>
/// <param name="lost">Called when it is lost.</param>
internal sealed class RunHolder(IFaultHolders? holders, string run, Action<string, string> report, Action<IFaultHolder> lost)
{
    private readonly Lock _lock = new();
    private Task<IFaultHolder>? _holder;

    /// <summary>It, started where it is not.</summary>
    /// <exception cref="FaultRefusedException">It can't be started.</exception>
    public async Task<IFaultHolder> GetAsync(CancellationToken stop)
    {
        if (holders is null)
        {
            throw new FaultRefusedException("faults can't be applied here", "Use 'faultline run' or 'faultline attack'.");
        }

        Task<IFaultHolder> holder;
        lock (_lock)
        {
            // One that could not be started is tried again by who comes next.
            holder = _holder is null or { IsFaulted: true } or { IsCanceled: true } ? _holder = StartAsync(holders) : _holder;
        }

        // Who gives up waiting leaves it to the others.
        return await holder.WaitAsync(stop);
    }

    /// <summary>Sends it home.</summary>
    public async Task EndAsync()
    {
        Task<IFaultHolder>? starting;
        lock (_lock)
        {
            starting = _holder;
        }

        if (starting is null)
        {
            return;
        }

        IFaultHolder holder;
        try
        {
            holder = await starting;
        }
        catch (Exception e) when (e is FaultRefusedException or OperationCanceledException)
        {
            // Who asked for it knows.
            return;
        }

        await holder.DisposeAsync();
    }

    private async Task<IFaultHolder> StartAsync(IFaultHolders with)
    {
        var holder = await with.StartAsync(run, report, CancellationToken.None);
        holder.Lost.Register(() => lost(holder));
        return holder;
    }
}
