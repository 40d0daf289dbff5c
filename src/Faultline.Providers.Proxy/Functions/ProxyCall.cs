using Faultline.Abstractions.Functions;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>One call of a function, with all it may use.</summary>
/// <param name="api">To look with.</param>
/// <param name="changes">To change something with.</param>
/// <param name="variables">The environment, and what earlier calls have put into it.</param>
internal sealed class ProxyCall(ProxyApi api, IProxyChanges changes, PublishedPorts variables) : IFunctionContext
{
    private readonly List<string> _warnings = [];

    /// <summary>To look with; what changes something goes by way of <see cref="Changes"/>.</summary>
    public ProxyApi Api => api;

    /// <summary>The only way to change something: what it was is written down first.</summary>
    public IProxyChanges Changes => changes;

    /// <summary>What the user should know besides.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Tells the user something.</summary>
    public void Warn(string message) => _warnings.Add(message);

    /// <summary>The value of an environment variable; null where it is not set.</summary>
    public string? Variable(string name) => variables.Get(name);

    /// <summary>Puts the port on which a proxy listens into the environment of later calls: <c>db_PORT</c> for the proxy <c>db</c>.</summary>
    public void Publish(ProxyState proxy) => variables.Publish(proxy);
}
