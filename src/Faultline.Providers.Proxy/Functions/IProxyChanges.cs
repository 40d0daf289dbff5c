using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>The only way in which functions change anything at a proxy: in a run it is done, in a plan it is only told.</summary>
internal interface IProxyChanges
{
    /// <summary>Makes a proxy (<see cref="ProxyState.Settings"/>).</summary>
    Task<ProxyState> CreateProxyAsync(DataObject wish, CancellationToken stop);

    /// <summary>Changes a proxy.</summary>
    Task<ProxyState> ChangeProxyAsync(string proxy, ProxyChange change, CancellationToken stop);

    /// <summary>Removes a proxy; false where there is none.</summary>
    Task<bool> DeleteProxyAsync(string proxy, CancellationToken stop);

    /// <summary>Adds a toxic (<see cref="ToxicState.ToData"/>).</summary>
    Task<ToxicState> CreateToxicAsync(string proxy, DataObject wish, CancellationToken stop);

    /// <summary>Removes a toxic; false where there is none.</summary>
    Task<bool> DeleteToxicAsync(string proxy, string toxic, CancellationToken stop);

    /// <summary>Enables every proxy and removes every toxic.</summary>
    Task ResetAsync(CancellationToken stop);
}
