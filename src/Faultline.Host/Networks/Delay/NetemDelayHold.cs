using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Bpf;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Delay;

/// <summary>Packets that wait in the kernel's network emulator.</summary>
internal sealed class NetemDelayHold : IDelayHold
{
    private readonly PacketDropper _chooser;

    private NetemDelayHold(PacketDropper chooser) => _chooser = chooser;

    /// <inheritdoc/>
    public DataObject Identity => DataObject.Empty;

    /// <inheritdoc/>
    public long Delayed => _chooser.Counters.Matched;

    /// <summary>Puts the disciplines at all devices, or at none.</summary>
    public static NetemDelayHold Start(DelayPlan plan, uint handle)
    {
        var traffic = plan.Traffic;
        var chooser = new PacketDropper(ProgramSelection.Of(traffic.Selection, traffic.Exclusions), 1, traffic.Deadline);
        try
        {
            ProgramSelection.Add(chooser, traffic.Addresses.Included, traffic.Addresses.Excluded);
            using var program = chooser.CreateClassifier();
            using var links = traffic.Scope.Network.Run(LinkConnection.Open);
            foreach (var link in plan.Links)
            {
                NetemQueues.Put(links, link.Index, handle, plan.Amount, program);
            }

            return new NetemDelayHold(chooser);
        }
        catch
        {
            chooser.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Adopt(DelayCanary canary) => false;

    /// <inheritdoc/>
    public void Add(AddressChanges changes) => ProgramSelection.Add(_chooser, changes.Included, changes.Excluded);

    /// <inheritdoc/>
    public void Add(ImmutableArray<string> devices) =>
        // They have no record, so that nobody would undo them.
        throw new IOException($"packets of devices that have come since are not delayed: {string.Join(", ", devices)}");

    /// <inheritdoc/>
    public DropCount Count() => new(_chooser.Counters.Matched, 0, 0, 0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // From here on nothing is chosen; what waits goes on, and the disciplines are taken away by the revert.
        _chooser.SetShare(0);
        _chooser.Dispose();
        return ValueTask.CompletedTask;
    }
}
