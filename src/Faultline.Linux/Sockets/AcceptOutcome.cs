namespace Faultline.Linux.Sockets;

/// <summary>What became of taking a connection.</summary>
public enum AcceptOutcome
{
    /// <summary>One was taken.</summary>
    Taken,

    /// <summary>None waits.</summary>
    None,

    /// <summary>One had gone before it was taken; there may be others.</summary>
    Gone,

    /// <summary>This process or the machine may have no more.</summary>
    Full,
}
