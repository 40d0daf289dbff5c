using System.Collections.Immutable;
using System.Net;

namespace Faultline.Host.Networks.Names;

/// <summary>Looks up names as the target of a fault does.</summary>
internal interface INameResolver
{
    /// <summary>All IPv4 and IPv6 addresses of a name.</summary>
    Task<NameAnswer> LookUpAsync(string name, CancellationToken stop);
}

/// <summary>The addresses of a name.</summary>
/// <param name="Addresses">The addresses; none where the name has none, or nobody can tell.</param>
/// <param name="Failure">Why nobody can tell, in a sentence without a full stop; null where the answer is one.</param>
internal sealed record NameAnswer(ImmutableArray<IPAddress> Addresses, string? Failure = null);
