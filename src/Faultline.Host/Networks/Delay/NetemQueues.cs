using System.Buffers.Binary;
using Faultline.Linux.Networking.Links;
using Faultline.Linux.Networking.Netlink;

namespace Faultline.Host.Networks.Delay;

/// <summary>
/// The queueing disciplines of one device while its packets wait.
/// <code>
/// root (prio) ── 1, 2, 3: as without it
///             └─ 4: netem, for what the filter chooses
/// </code>
/// </summary>
internal static class NetemQueues
{
    private const int Bands = 4;
    private const int MostPackets = 50_000;
    private const uint MajorMask = 0xffff0000;

    // What the kernel's own default does with priorities.
    private static readonly byte[] s_bandByPriority = [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>A handle that the kernel never chooses by itself (it begins at 8000:), out of an effect's name.</summary>
    public static uint Handle(string id)
    {
        // FNV-1a: the same in every process.
        var hash = id.Aggregate(2166136261u, (sum, letter) => unchecked((sum ^ letter) * 16777619));
        return (0x4000 + (hash % 0x3000)) << 16;
    }

    /// <summary>The root of a device; null where it has none that can be named.</summary>
    public static QueueDiscipline? Root(LinkConnection links, int link) =>
        links
            .Queues()
            .Where(queue => queue.Link == link && queue.Parent == QueueDiscipline.Root)
            .Select(queue => (QueueDiscipline?)queue)
            .FirstOrDefault();

    /// <summary>Whether the kernel has put it there by itself, and would again.</summary>
    public static bool IsDefault(QueueDiscipline? root) => root is null || root.Handle == 0;

    /// <summary>Puts them in the place of the default.</summary>
    /// <exception cref="NetlinkException">The kernel refused; what was made of them is taken away again.</exception>
    public static void Put(
        LinkConnection links,
        int link,
        uint handle,
        DelayAmount amount,
        Microsoft.Win32.SafeHandles.SafeFileHandle chooser
    )
    {
        var root = new QueueDiscipline(link, "prio", handle, QueueDiscipline.Root, Prio());
        links.AddQueue(root);
        try
        {
            links.AddQueue(new QueueDiscipline(link, "netem", handle + 0x00010000, handle | Bands, Netem(amount)));
            links.AddClassifier(link, handle, handle | Bands, chooser, "faultline");
        }
        catch
        {
            links.RemoveQueue(root);
            throw;
        }
    }

    /// <summary>Takes them away; the kernel puts its default back.</summary>
    public static void Take(LinkConnection links, QueueDiscipline root) => links.RemoveQueue(root);

    /// <summary>Whether a root is one of ours with that handle.</summary>
    public static bool IsOurs(QueueDiscipline? root, uint handle) => root is { Kind: "prio" } && (root.Handle & MajorMask) == handle;

    // struct tc_prio_qopt: how many bands, then the band of each priority.
    private static byte[] Prio()
    {
        var options = new byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(options, Bands);
        s_bandByPriority.CopyTo(options, 4);
        return options;
    }

    // struct tc_netem_qopt: latency, limit, loss, gap, duplicate, jitter; then the times in nanoseconds, since the first are in ticks.
    private static byte[] Netem(DelayAmount amount)
    {
        var options = new byte[24 + 12 + 12];
        BinaryPrimitives.WriteInt32LittleEndian(options.AsSpan(4), MostPackets);
        Time(options.AsSpan(24), 10, amount.Delay);
        Time(options.AsSpan(36), 11, amount.Jitter);
        return options;
    }

    private static void Time(Span<byte> attribute, ushort type, TimeSpan time)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, 12);
        BinaryPrimitives.WriteUInt16LittleEndian(attribute[2..], type);
        BinaryPrimitives.WriteInt64LittleEndian(attribute[4..], time.Ticks * 100);
    }
}
