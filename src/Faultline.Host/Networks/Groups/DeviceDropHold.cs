using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Bpf;
using Faultline.Linux.Networking.Links;

namespace Faultline.Host.Networks.Groups;

/// <summary>Packets that are being dropped by programs at the devices.</summary>
internal sealed class DeviceDropHold : IDropHold
{
    private readonly DropPlan _plan;

    // Two of them, so that both ways are counted apart.
    private readonly PacketDropper _egress;
    private readonly PacketDropper _ingress;

    private DeviceDropHold(DropPlan plan)
    {
        var selection = ProgramSelection.Of(plan.Selection, plan.Exclusions);
        _plan = plan;
        _egress = new PacketDropper(selection, plan.Share, plan.Deadline);
        _ingress = new PacketDropper(selection, plan.Share, plan.Deadline);
    }

    /// <inheritdoc/>
    public DataObject Identity => DataObject.Empty;

    /// <summary>Attaches the programs.</summary>
    public static DeviceDropHold Start(DropPlan plan)
    {
        var hold = new DeviceDropHold(plan);
        try
        {
            hold.Add(new AddressChanges([.. plan.Addresses.Excluded], [.. plan.Addresses.Included], []));
            hold.Add(plan.Devices);
            return hold;
        }
        catch
        {
            hold.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Add(AddressChanges changes)
    {
        ProgramSelection.Add(_egress, changes.Included, changes.Excluded);
        ProgramSelection.Add(_ingress, changes.Included, changes.Excluded);
    }

    /// <inheritdoc/>
    public void Add(ImmutableArray<string> devices) =>
        _plan.Scope.Network.Run(() =>
        {
            using var links = LinkConnection.Open();
            foreach (var link in links.Links().Where(link => devices.Contains(link.Name)))
            {
                Attach(link.Index);
            }
        });

    /// <inheritdoc/>
    public DropCount Count()
    {
        var (egress, ingress) = (_egress.Counters, _ingress.Counters);
        return new DropCount(egress.Matched, egress.Dropped, ingress.Matched, ingress.Dropped);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Release();
        return ValueTask.CompletedTask;
    }

    private void Attach(int device)
    {
        if (_plan.Selection.HasEgress)
        {
            _egress.AttachToDevice(device, PacketDirection.Egress);
        }

        if (_plan.Selection.HasIngress)
        {
            _ingress.AttachToDevice(device, PacketDirection.Ingress);
        }
    }

    private void Release()
    {
        _egress.Dispose();
        _ingress.Dispose();
    }
}
