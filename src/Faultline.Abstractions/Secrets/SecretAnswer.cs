using System.Collections.Immutable;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Secrets;

/// <summary>What came of asking for a secret: found, or not, and why.</summary>
public abstract record SecretAnswer
{
    private protected SecretAnswer() { }

    /// <summary>What the user should know besides; each becomes one WARNING line.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Texts that must not be shown either, such as the token of a login.</summary>
    public ImmutableArray<string> Sensitive { get; init; } = [];

    /// <summary>The secret.</summary>
    /// <param name="Value">A text, or whatever else is kept there.</param>
    public sealed record Found(DataNode Value) : SecretAnswer
    {
        /// <summary>What ends unless it is renewed, that of the login included; each is named once.</summary>
        public ImmutableArray<SecretLease> Leases { get; init; } = [];
    }

    /// <summary>There is none, or it may not be had.</summary>
    /// <param name="Message">What went wrong and where; never a secret, never a token.</param>
    /// <param name="Remedy">What to do about it; null where the message says it all.</param>
    public sealed record Failed(string Message, string? Remedy = null) : SecretAnswer;
}
