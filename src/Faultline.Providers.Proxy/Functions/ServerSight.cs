using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>What a plan knows of a server.</summary>
/// <param name="Version">Which it is; null where that is not known.</param>
/// <param name="Problem">Why it is not known; null where it is, or where nobody asked.</param>
internal sealed record ServerSight(ProxyServerVersion? Version, string? Problem)
{
    /// <summary>Nobody asked.</summary>
    public static ServerSight NotLooked { get; } = new(null, null);

    /// <summary>Asks the server. Never fails.</summary>
    public static async Task<ServerSight> LookAsync(ProxyApi api, CancellationToken stop)
    {
        try
        {
            return new ServerSight(await api.VersionAsync(stop), null);
        }
        catch (ProxyApiException e)
        {
            return new ServerSight(null, e.Message);
        }
        catch (OperationCanceledException)
        {
            return new ServerSight(null, $"The proxy at {api.Address} did not answer in time.");
        }
    }

    /// <summary>Who takes back what a run creates or disables there, as the end of a sentence that begins with the command.</summary>
    /// <param name="host">The server's host.</param>
    public string WhoTakesBack(string host) =>
        Version switch
        {
            { IsOurs: true } => "a lease ends it when the run does, or dies",
            not null => $"needs the network to {host}: a Toxiproxy has no leases",
            null => $"needs the network to {host}, unless a 'faultline proxy' is there, whose lease ends it",
        };
}
