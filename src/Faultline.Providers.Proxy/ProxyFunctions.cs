using System.Diagnostics.CodeAnalysis;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Proxy.Functions;

namespace Faultline.Providers.Proxy;

/// <summary>
/// The functions at a proxy, under the names that the extension of Chaos Toolkit for Toxiproxy gives them. They share connections
/// and leases, which end with this object.
/// </summary>
/// <param name="ports">The environment, which gets the ports of the proxies that are made.</param>
/// <param name="time">The clock of patience.</param>
public sealed class ProxyFunctions(PublishedPorts ports, TimeProvider time) : IFunctionSource, IAsyncDisposable
{
    private readonly ProxyServers _servers = new(time);
    private ProxyPlanner? _planner;

    /// <summary>The full name of every function.</summary>
    public static IReadOnlyList<string> AllNames => FunctionTables.ProxyCall.Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => AllNames;

    /// <inheritdoc/>
    public bool TryFind(string fullName, [NotNullWhen(true)] out IFunction? function)
    {
        function = FunctionTables.ProxyCall.Find(fullName) is { } method
            ? new ProxyFunction(_servers, ports, _planner ??= new ProxyPlanner(_servers), method)
            : null;
        return function is not null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
