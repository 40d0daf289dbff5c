namespace Faultline.Host.Networks.Drops;

/// <summary>What keeps packets from passing: the watch ends first, so that it adds nothing to what is going.</summary>
internal sealed class DropGrip(DropWatch watch, IDropHold hold) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        await hold.DisposeAsync();
    }
}
