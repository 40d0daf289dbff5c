using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Linux.Bpf;

/// <summary>
/// Drops a share of the packets that are meant, by programs in the kernel at devices (tcx) and at control groups. All of it goes
/// with the process that holds it, and, where a lifetime is given, does nothing once that is over, whoever is still there.
/// </summary>
public sealed class PacketDropper : IDisposable
{
    private readonly PacketSelection _selection;
    private readonly DropMaps _maps = new();
    private readonly List<SafeFileHandle> _links = [];
    private readonly long _deadline;

    /// <summary>Prepares it; nothing is dropped before it is attached.</summary>
    /// <param name="selection">Which packets are meant.</param>
    /// <param name="share">How many of them are dropped, 0 to 1.</param>
    /// <param name="lifetime">After which the kernel drops none any more; null for no such time.</param>
    /// <exception cref="BpfException">The kernel has no eBPF, or a right is missing.</exception>
    public PacketDropper(PacketSelection selection, double share, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(selection);
        _selection = selection;
        _deadline = lifetime is { } time ? Stopwatch.GetTimestamp() + (time.Ticks * 100) : 0;
        _maps.Set(_deadline, share);
    }

    /// <summary>What the programs have done so far, all together.</summary>
    public DropCounters Counters => _maps.Read();

    /// <summary>Changes how many of the packets are dropped.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    public void SetShare(double share) => _maps.Set(_deadline, share);

    /// <summary>Adds a network to those that are meant (<see cref="PacketSelection.SelectsAddresses"/>).</summary>
    public void Select(IPNetwork network) => _maps.Selected.Write(Key(network), [1, 0, 0, 0]);

    /// <summary>Adds a network to those that are left alone.</summary>
    public void Exclude(IPNetwork network) => _maps.Excluded.Write(Key(network), [1, 0, 0, 0]);

    /// <summary>Adds a socket, by its cookie (<c>SO_COOKIE</c>), to those whose packets are meant.</summary>
    public void AddSocket(ulong cookie)
    {
        Span<byte> key = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(key, cookie);
        _maps.Sockets.Write(key, [1, 0, 0, 0]);
    }

    /// <summary>Adds a device to those whose packets are meant at groups (<see cref="PacketSelection.SelectsDevices"/>).</summary>
    /// <param name="index">The device's index.</param>
    public void AddDevice(int index)
    {
        Span<byte> key = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(key, index);
        _maps.Devices.Write(key, [1, 0, 0, 0]);
    }

    /// <summary>Says which groups are meant by <see cref="SocketScope.Groups"/>; before anything is attached.</summary>
    public void SetGroups(IReadOnlyList<SafeFileHandle> folders) =>
        _maps.SetGroups([.. folders.Select(folder => (int)folder.DangerousGetHandle())]);

    /// <summary>Attaches to a device of the network namespace that this thread is in (tcx, since Linux 6.6). What is dropped is lost silently.</summary>
    /// <param name="index">The device's index.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="scope">Whose packets; sockets are known on the way out only.</param>
    /// <exception cref="BpfException">The kernel has no tcx, or a right is missing.</exception>
    public void AttachToDevice(int index, PacketDirection direction, SocketScope scope = SocketScope.All)
    {
        const int Next = -1;
        const int Drop = 2;
        var attachment = direction == PacketDirection.Egress ? BpfProgram.DeviceEgress : BpfProgram.DeviceIngress;
        using var program = BpfProgram.Load(
            BpfProgram.OfDevice,
            attachment,
            "fl_drop",
            new DropProgram(_maps, _selection, direction, scope).Write(Next, Drop)
        );
        _links.Add(program.Link(index, attachment, $"device {index}"));
    }

    /// <summary>
    /// Attaches to the sockets of a control group (version 2) and of the groups in it. What is dropped on the way in is lost silently;
    /// on the way out the sender of a datagram is told that it is not permitted (EPERM).
    /// </summary>
    /// <param name="folder">The group's folder, opened.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="scope">Whose packets: all of the group's, or those of the sockets that were listed.</param>
    /// <exception cref="BpfException">The kernel has no such programs, or a right is missing.</exception>
    public void AttachToGroup(SafeFileHandle folder, PacketDirection direction, SocketScope scope = SocketScope.All)
    {
        ArgumentNullException.ThrowIfNull(folder);
        const int Pass = 1;
        const int Drop = 0;
        var attachment = direction == PacketDirection.Egress ? BpfProgram.GroupEgress : BpfProgram.GroupIngress;
        using var program = BpfProgram.Load(
            BpfProgram.OfGroup,
            attachment,
            "fl_drop",
            new DropProgram(_maps, _selection, direction, scope) { ChecksDevice = _selection.SelectsDevices }.Write(Pass, Drop)
        );
        _links.Add(program.Link((int)folder.DangerousGetHandle(), attachment, "the control group"));
    }

    /// <summary>
    /// Makes a program that a queueing discipline can ask which of its classes a packet that leaves belongs to: the filter's own class
    /// where it is meant (with a share of 1), none where it is not. The filter keeps it when this process dies.
    /// </summary>
    /// <exception cref="BpfException">The kernel has no such programs, or a right is missing.</exception>
    public SafeFileHandle CreateClassifier()
    {
        const int Nothing = 0;
        const int OwnClass = -1;
        return BpfProgram
            .Load(
                BpfProgram.OfDevice,
                BpfProgram.DeviceEgress,
                "fl_choose",
                new DropProgram(_maps, _selection, PacketDirection.Egress, SocketScope.All).Write(Nothing, OwnClass)
            )
            .Handle;
    }

    /// <summary>Detaches everything.</summary>
    public void Dispose()
    {
        foreach (var link in _links)
        {
            link.Dispose();
        }

        _maps.Dispose();
    }

    // Addresses of version 4 stand where version 6 has them: ::ffff:192.0.2.1.
    private static byte[] Key(IPNetwork network)
    {
        var key = new byte[20];
        var isFour = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        BinaryPrimitives.WriteInt32LittleEndian(key, network.PrefixLength + (isFour ? 96 : 0));
        network.BaseAddress.MapToIPv6().TryWriteBytes(key.AsSpan(4), out _);
        return key;
    }
}
