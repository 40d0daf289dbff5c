namespace Faultline.Proxy.Toxics;

/// <summary>A kind of toxic: its name, its attributes in the order in which they are written, and what it does to a connection.</summary>
internal sealed class ToxicKind
{
    private readonly Func<ToxicSettings, Chance, ToxicEffect> _create;

    private ToxicKind(string name, string[] attributes, Func<ToxicSettings, Chance, ToxicEffect> create)
    {
        Name = name;
        Attributes = attributes;
        _create = create;
    }

    /// <summary>All there are.</summary>
    public static IReadOnlyList<ToxicKind> All { get; } =
    [
        new("latency", ["latency", "jitter"], (_, chance) => new LatencyEffect(chance)),
        new("bandwidth", ["rate"], (_, _) => new BandwidthEffect()),
        new("slow_close", ["delay"], (_, _) => new SlowCloseEffect()),
        new("timeout", ["timeout"], (_, _) => new TimeoutEffect()),
        new("reset_peer", ["timeout"], (_, _) => new ResetPeerEffect()),
        new("slicer", ["average_size", "size_variation", "delay"], (_, chance) => new SlicerEffect(chance)),
        new("limit_data", ["bytes"], (_, _) => new LimitDataEffect()),
        new("noop", [], (_, _) => new NoEffect()),
    ];

    /// <summary>What clients call it.</summary>
    public string Name { get; }

    /// <summary>The names of its attributes: whole numbers, 0 where none is given.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>Whether it ends connections that say nothing.</summary>
    public bool HasDeadline => Name == "timeout";

    /// <summary>The kind of that name; null where there is none.</summary>
    public static ToxicKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>What the toxic does to one connection, from now on.</summary>
    public ToxicEffect Start(ToxicSettings settings, Chance chance, long now)
    {
        var effect = _create(settings, chance);
        effect.Set(settings, now);
        return effect;
    }
}
