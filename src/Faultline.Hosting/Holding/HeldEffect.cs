using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.Holding;

/// <summary>One effect in the holder: the fault that makes it, and what holds it. It is applied or reverted, never both at once.</summary>
/// <param name="fault">The fault, bound to its arguments.</param>
#pragma warning disable CA1001 // It lives as long as its process.
internal sealed class HeldEffect(IFault fault)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _busy = new(1);
    private IAsyncDisposable? _held;
    private bool _isReverted;

    /// <summary>The fault.</summary>
    public IFault Fault => fault;

    /// <summary>Applies the fault, and keeps what holds it.</summary>
    /// <returns>What was left behind.</returns>
    public async Task<DataObject> ApplyAsync(UndoRecord record, FaultContext context, CancellationToken stop)
    {
        await _busy.WaitAsync(stop);
        try
        {
            if (_isReverted)
            {
                throw new FaultRefusedException("it was reverted already");
            }

            var applied = await fault.ApplyAsync(record, context, stop);
            _held = applied.Held;
            return applied.After;
        }
        finally
        {
            _busy.Release();
        }
    }

    /// <summary>Lets go of what holds the effect, then reverts it.</summary>
    /// <exception cref="FaultRefusedException">An apply that was told to end does not.</exception>
    public async Task<RevertResult> RevertAsync(
        UndoRecord record,
        FaultContext context,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using var enough = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        try
        {
            await _busy.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new FaultRefusedException(Stuck);
        }

        try
        {
            _isReverted = true;
            await LetGoAsync(context, patience, time);
            return await fault.RevertAsync(record, context, stop);
        }
        finally
        {
            _busy.Release();
        }
    }

    /// <summary>What is said of an apply that does not end.</summary>
    public const string Stuck = "its apply does not end";

    // What can't be let go of in order goes with the process.
    private async Task LetGoAsync(FaultContext context, TimeSpan patience, TimeProvider time)
    {
        if (_held is not { } held)
        {
            return;
        }

        try
        {
            await held.DisposeAsync().AsTask().WaitAsync(patience, time);
            _held = null;
        }
        catch (TimeoutException)
        {
            throw new FaultRefusedException(Stuck);
        }
#pragma warning disable CA1031 // What is left of it the revert finds, and the end of the process removes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _held = null;
            context.Report($"Letting go of it failed: {e.Message}");
        }
    }
}
