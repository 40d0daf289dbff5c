using System.Collections.Immutable;
using System.Net.Sockets;
using Faultline.Abstractions.Data;
using Faultline.Host.Networks.Drops;
using Faultline.Host.Networks.Names;
using Faultline.Host.Networks.Selecting;
using Faultline.Linux.Bpf;
using Faultline.Linux.Cgroups;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Host.Networks.Groups;

/// <summary>
/// Packets of some processes that are being dropped.
/// <code>
/// sockets made from now on:  known by the group that their process is in
/// sockets that were there:   known one by one
/// what listeners accept:     known by the port, at the devices
/// </code>
/// </summary>
internal sealed class GroupDropHold : IDropHold
{
    private const int SocketLevel = 1;
    private const int SocketCookie = 57;

    // What processes start while they are being moved is moved as well.
    private const int Rounds = 5;

    private readonly PacketDropper _egress;
    private readonly PacketDropper _ingress;
    private readonly DropPlan _plan;
    private readonly UnifiedHierarchy _hierarchy;
    private readonly List<SafeFileHandle> _folders = [];
    private readonly bool _isAtDevices;
    private readonly bool _hasListeners;

    private GroupDropHold(DropPlan plan, ProcessSockets sockets, bool isAtDevices)
    {
        (_plan, _isAtDevices, _hasListeners) = (plan, isAtDevices, sockets.ListeningPorts.Count > 0);
        var selection = ProgramSelection.Of(plan.Selection, plan.Exclusions) with
        {
            SelectsDevices = true,
            ListeningPorts = [.. sockets.ListeningPorts],
        };

        // Two of them, so that both ways are counted apart.
        _egress = new PacketDropper(selection, plan.Share, plan.Deadline);
        _ingress = new PacketDropper(selection, plan.Share, plan.Deadline);
        _hierarchy = UnifiedHierarchy.Open();
        foreach (var cookie in sockets.Cookies)
        {
            _egress.AddSocket(cookie);
            _ingress.AddSocket(cookie);
        }

        Add(new AddressChanges([.. plan.Addresses.Excluded], [.. plan.Addresses.Included], []));
    }

    /// <inheritdoc/>
    public DataObject Identity => DataObject.Empty;

    /// <summary>Moves the processes and attaches the programs.</summary>
    /// <param name="plan">What is to be dropped.</param>
    /// <param name="group">The group that the target is; null where its processes get one of their own.</param>
    /// <param name="isAtDevices">Whether packets that leave are dropped at the devices.</param>
    public static GroupDropHold Start(DropPlan plan, string? group, bool isAtDevices)
    {
        // First moved, then looked at: what is opened in between is in the group already.
        Move(plan);
        var sockets = group is null ? plan.Scope.Place.Processes().Select(one => ProcessSockets.Of(one.Pid)).ToList() : [];
        var hold = new GroupDropHold(
            plan,
            new ProcessSockets(
                sockets.SelectMany(one => one.Cookies).ToHashSet(),
                sockets.SelectMany(one => one.ListeningPorts).ToHashSet()
            ),
            isAtDevices
        );
        try
        {
            hold.Attach(group is null ? plan.Groups.Select(one => one.To) : [group]);
            return hold;
        }
        catch
        {
            hold.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Include(Socket socket)
    {
        Span<byte> cookie = stackalloc byte[sizeof(ulong)];
        _ = socket.GetRawSocketOption(SocketLevel, SocketCookie, cookie);
        _egress.AddSocket(BitConverter.ToUInt64(cookie));
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

    private static void Move(DropPlan plan)
    {
        if (plan.Groups.IsEmpty)
        {
            return;
        }

        using var hierarchy = UnifiedHierarchy.Open();
        try
        {
            foreach (var group in plan.Groups)
            {
                hierarchy.Create(group.To);
            }

            for (var round = 0; round < Rounds; round++)
            {
                var moved = plan.Scope.Place.Processes().Count(one => Move(hierarchy, plan, one.Pid));
                if (moved == 0)
                {
                    return;
                }
            }
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    // False where it is in one of ours already, or has come from elsewhere since.
    private static bool Move(UnifiedHierarchy hierarchy, DropPlan plan, int pid) =>
        UnifiedHierarchy.OfProcess(pid) is { } now
        && plan.Groups.FirstOrDefault(group => group.From == now) is { } group
        && hierarchy.TryMove(pid, group.To);

    private void Attach(IEnumerable<string> groups)
    {
        var root = _hierarchy.OpenFolder("/");
        _folders.Add(root);
        var folders = groups.Select(_hierarchy.OpenFolder).ToList();
        _folders.AddRange(folders);
        _egress.SetGroups(folders);
        if (_plan.Selection.HasIngress)
        {
            _ingress.AttachToGroup(root, PacketDirection.Ingress, SocketScope.Listed);
            folders.ForEach(folder => _ingress.AttachToGroup(folder, PacketDirection.Ingress, SocketScope.Unlisted));
        }

        if (_plan.Selection.HasEgress && !_isAtDevices)
        {
            _egress.AttachToGroup(root, PacketDirection.Egress, SocketScope.Listed);
            folders.ForEach(folder => _egress.AttachToGroup(folder, PacketDirection.Egress, SocketScope.Unlisted));
        }

        Add(_plan.Devices);
    }

    private void Attach(int device)
    {
        _egress.AddDevice(device);
        _ingress.AddDevice(device);
        if (!_isAtDevices)
        {
            return;
        }

        if (_plan.Selection.HasEgress)
        {
            _egress.AttachToDevice(device, PacketDirection.Egress, SocketScope.Listed | SocketScope.Groups | SocketScope.Listeners);
        }

        if (_plan.Selection.HasIngress && _hasListeners)
        {
            _ingress.AttachToDevice(device, PacketDirection.Ingress, SocketScope.Listeners);
        }
    }

    private void Release()
    {
        _egress.Dispose();
        _ingress.Dispose();
        _folders.ForEach(folder => folder.Dispose());
        _hierarchy.Dispose();
    }
}
