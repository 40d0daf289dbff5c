namespace Faultline.Proxy.Relaying;

/// <summary>What a writer does next.</summary>
internal enum DelayStep
{
    /// <summary>It looks again.</summary>
    More,

    /// <summary>Nothing waits: it ends, and whoever adds something starts another.</summary>
    Idle,

    /// <summary>Nothing will ever go again.</summary>
    Over,
}
