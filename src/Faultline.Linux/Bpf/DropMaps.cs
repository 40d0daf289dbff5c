using System.Buffers.Binary;

namespace Faultline.Linux.Bpf;

/// <summary>What the programs of one effect share with us.</summary>
internal sealed class DropMaps : IDisposable
{
    /// <summary>In the settings: when it ends on the monotonic clock, in nanoseconds; zero for never.</summary>
    public const int Deadline = 0;

    /// <summary>In the settings: a packet is dropped when a random number of 32 bits is less.</summary>
    public const int Threshold = 8;

    /// <summary>In the counters: how many were meant.</summary>
    public const int Matched = 0;

    /// <summary>In the counters: how many were dropped.</summary>
    public const int Dropped = 8;

    private const int MostNetworks = 16_384;
    private const int MostSockets = 65_536;
    private const int MostDevices = 4096;
    private static readonly byte[] Only = new byte[4];

    public BpfMap Settings { get; } = BpfMap.OfOne("fl_settings", 16);

    public BpfMap Counters { get; } = BpfMap.OfOne("fl_counters", 16);

    public BpfMap Selected { get; } = BpfMap.Networks("fl_selected", MostNetworks);

    public BpfMap Excluded { get; } = BpfMap.Networks("fl_excluded", MostNetworks);

    public BpfMap Sockets { get; } = BpfMap.Table("fl_sockets", 8, MostSockets);

    public BpfMap Devices { get; } = BpfMap.Table("fl_devices", 4, MostDevices);

    public BpfMap? Groups { get; private set; }

    public int GroupCount { get; private set; }

    /// <summary>Writes the settings.</summary>
    public void Set(long deadline, double share)
    {
        Span<byte> settings = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(settings[Deadline..], deadline);
        BinaryPrimitives.WriteUInt64LittleEndian(settings[Threshold..], (ulong)(share * (1UL << 32)));
        Settings.Write(Only, settings);
    }

    /// <summary>Reads the counters.</summary>
    public DropCounters Read()
    {
        Span<byte> counters = stackalloc byte[16];
        Counters.TryRead(Only, counters);
        return new DropCounters(
            BinaryPrimitives.ReadInt64LittleEndian(counters[Matched..]),
            BinaryPrimitives.ReadInt64LittleEndian(counters[Dropped..])
        );
    }

    /// <summary>Lists the groups by the descriptors of their folders; before any program is written.</summary>
    public void SetGroups(IReadOnlyList<int> descriptors)
    {
        Groups = BpfMap.Groups("fl_groups", descriptors.Count);
        GroupCount = descriptors.Count;
        Span<byte> key = stackalloc byte[4];
        Span<byte> value = stackalloc byte[4];
        for (var index = 0; index < descriptors.Count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(key, index);
            BinaryPrimitives.WriteInt32LittleEndian(value, descriptors[index]);
            Groups.Write(key, value);
        }
    }

    public void Dispose()
    {
        Settings.Dispose();
        Counters.Dispose();
        Selected.Dispose();
        Excluded.Dispose();
        Sockets.Dispose();
        Devices.Dispose();
        Groups?.Dispose();
    }
}
