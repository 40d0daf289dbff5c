using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>What a fault found before it changes anything.</summary>
public sealed record CapturedFault
{
    /// <summary>What will be done to what, in a sentence without a full stop: <c>stop 2 processes: nginx (41, 42)</c>.</summary>
    public required string What { get; init; }

    /// <summary>What is there now, as far as it will be changed, and the names that will be used: all that a revert needs. No secrets.</summary>
    public required DataObject Before { get; init; }

    /// <summary>What it will change. Another fault that claims the same thing for itself alone is refused.</summary>
    public required ImmutableArray<FaultClaim> Claims { get; init; }

    /// <summary>The commands that a person would type to undo it, one each; empty where nothing can or need be undone.</summary>
    public required ImmutableArray<string> Undo { get; init; }

    /// <summary>Why it can't be undone, in a sentence; null where it can.</summary>
    public string? Irreversible { get; init; }

    /// <summary>Whether something of it stays when the process that applied it dies. What the kernel removes with it does not.</summary>
    public required bool Persists { get; init; }

    /// <summary>The mechanism that was chosen, such as <c>nftables netdev, owner table</c>; null where there is only one.</summary>
    public string? Backend { get; init; }

    /// <summary>What the mechanism can't do, or does differently, in sentences.</summary>
    public ImmutableArray<string> Limits { get; init; } = [];
}

/// <summary>A thing that a fault changes.</summary>
/// <param name="Identity">What no other thing has, in any namespace and on any host: <c>file:/etc/hosts@8:1234</c>, <c>qdisc:netns-4026531840:eth0</c>.</param>
/// <param name="Words">What to call it: <c>file '/etc/hosts'</c>.</param>
/// <param name="IsShared">Whether others of the same kind may be at it at the same time, since they add up, as tables of a firewall do.</param>
public sealed record FaultClaim(string Identity, string Words, bool IsShared = false);

/// <summary>What a fault left behind when it was applied.</summary>
public sealed record AppliedFault
{
    /// <summary>What is there now, by which a revert knows whether somebody else has changed it since.</summary>
    public DataObject After { get; init; } = DataObject.Empty;

    /// <summary>What holds the effect: it is disposed of before a revert, and the kernel does that when the process dies. Null where nothing does.</summary>
    public IAsyncDisposable? Held { get; init; }
}
