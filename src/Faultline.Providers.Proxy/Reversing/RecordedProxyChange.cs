using Faultline.Abstractions.Data;

namespace Faultline.Providers.Proxy.Reversing;

/// <summary>A change at a proxy, as its record tells it.</summary>
/// <param name="Verb">What was done: <c>create</c>, <c>delete</c>, <c>patch</c>.</param>
/// <param name="Proxy">The proxy.</param>
/// <param name="Toxic">The toxic; null where it is of the proxy itself.</param>
/// <param name="Before">What was there; empty where nothing was.</param>
/// <param name="After">What the change left, or asked for; null where there is nothing.</param>
internal sealed record RecordedProxyChange(string Verb, string Proxy, string? Toxic, DataObject Before, DataObject? After)
{
    /// <summary>Whether the change is known to have been made.</summary>
    public bool IsMade { get; init; }

    /// <summary>What to call it: <c>toxic 'slow' of proxy 'db'</c>.</summary>
    public string Words => Toxic is null ? $"proxy '{Proxy}'" : $"toxic '{Toxic}' of proxy '{Proxy}'";
}
