namespace Faultline.Proxy.Relaying;

/// <summary>How far a connection has come.</summary>
internal enum ConnectionPhase
{
    /// <summary>Accepted.</summary>
    New,

    /// <summary>The addresses of its server are looked up.</summary>
    Resolving,

    /// <summary>It connects to its server.</summary>
    Connecting,

    /// <summary>Data move.</summary>
    Moving,

    /// <summary>Its sockets are closed.</summary>
    Over,
}
