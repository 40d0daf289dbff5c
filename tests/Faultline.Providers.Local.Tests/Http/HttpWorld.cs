using Faultline.Abstractions;
using Faultline.Abstractions.Activities;
using Faultline.Providers.Local.Http;

namespace Faultline.Providers.Local.Tests.Http;

/// <summary>The provider with connections of its own.</summary>
internal sealed class HttpWorld(TimeProvider? time = null, params (string Name, string Value)[] environment) : IDisposable
{
    private readonly HttpConnections _connections = new(
        new ProcessEnvironment(environment.ToDictionary(pair => pair.Name, pair => pair.Value)),
        time ?? TimeProvider.System
    );

    public HttpProvider Provider => new(_connections, time ?? TimeProvider.System);

    /// <summary>Asks an address; further members of the provider come as "key": value.</summary>
    public Task<ActivityOutcome> AskAsync(string url, string more = "", CancellationToken? stop = null, bool hasTolerance = false)
    {
        var provider = Some.Object($$"""{"type": "http"{{(more.Length > 0 ? ", " + more : "")}}}""").With("url", url);
        var call = new ActivityCall
        {
            Name = "ask",
            Kind = ActivityKind.Probe,
            Provider = provider,
            HasTolerance = hasTolerance,
        };
        return Provider.RunAsync(call, stop ?? TestContext.Current.CancellationToken);
    }

    public void Dispose() => _connections.Dispose();
}
