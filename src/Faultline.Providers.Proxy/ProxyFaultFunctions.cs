using Faultline.Abstractions;
using Faultline.Abstractions.Functions;
using Faultline.Providers.Proxy.Faults;
using Faultline.Providers.Proxy.Serving;

namespace Faultline.Providers.Proxy;

/// <summary>The faults of proxies, and the fault that starts one.</summary>
public static class ProxyFaultFunctions
{
    /// <summary>The full name of every fault.</summary>
    public static IReadOnlyList<string> AllNames => [.. FunctionTables.ProxyFaults.Names, .. FunctionTables.ServingFaults.Names];

    /// <summary>The faults, as functions that make them; those of one call share the proxies that they start.</summary>
    /// <param name="environment">The variables that say where an API is.</param>
    public static IFunctionSource[] Sources(IEnvironment environment)
    {
        var served = new ServedProxies();
        var reach = new ProxyReach(environment, served);
        return
        [
            FunctionTables.ProxyFaults.Bind(_ => new ProxyFaults(reach)),
            FunctionTables.ServingFaults.Bind(_ => new ServingFaults(served)),
        ];
    }
}
