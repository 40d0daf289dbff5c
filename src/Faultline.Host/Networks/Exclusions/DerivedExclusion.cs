using Faultline.Host.Networks.Selecting;

namespace Faultline.Host.Networks.Exclusions;

/// <summary>Traffic that is spared unless somebody wants it hit as well.</summary>
/// <param name="Why">What it is: <c>SSH</c>.</param>
internal sealed record DerivedExclusion(string Why)
{
    /// <summary>The remote end; null for any.</summary>
    public AddressRange? Remote { get; init; }

    /// <summary>The remote port; null for any.</summary>
    public PortRange? RemotePort { get; init; }

    /// <summary>The local port; null for any.</summary>
    public PortRange? LocalPort { get; init; }

    /// <summary>The protocols; TCP unless said otherwise.</summary>
    public IReadOnlyList<IpProtocol> Protocols { get; init; } = [IpProtocol.Tcp];

    /// <summary>The line for the user; null for what goes without saying.</summary>
    public string? Line { get; init; }
}
