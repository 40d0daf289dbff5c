namespace Faultline.Host.Networks.Delay;

/// <summary>By what packets are kept waiting.</summary>
internal enum DelayBackend
{
    /// <summary>The best that works here.</summary>
    Auto,

    /// <summary>A queue of the packet filter, emptied by the holder.</summary>
    Nfqueue,

    /// <summary>The kernel's own network emulator, a queueing discipline.</summary>
    Netem,
}
