using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Faults;

namespace Faultline.Providers.Proxy.Serving;

/// <summary>A proxy that is to be started.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Listen">Where it is to listen.</param>
/// <param name="Upstream">Where it is to send to.</param>
/// <param name="Api">Where the API is to be, <c>host:port</c>; null for wherever it can be.</param>
internal sealed record ServedWish(string Name, string Listen, string Upstream, string? Api)
{
    private const string Remedy =
        "write 127.0.0.1:8080, [::1]:8080, :8080 for all interfaces, or unix:/path from the root folder; port 0 takes a free one";

    /// <summary>Where it is to listen.</summary>
    public ProxyDoor Door => ProxyDoor.TryParse(Listen, out var door) ? door : new ProxyDoor("", 0, null);

    /// <summary>The host of the API.</summary>
    public string ApiHost => ApiDoor?.Host ?? "127.0.0.1";

    /// <summary>The port of the API.</summary>
    public int ApiPort => ApiDoor?.Port ?? 0;

    private ProxyDoor? ApiDoor => Api is not null && ProxyDoor.TryParse(Api, out var door) ? door : null;

    /// <summary>What is wrong: which argument, why, and what to do.</summary>
    public IEnumerable<(string Argument, string Problem, string Remedy)> Problems()
    {
        if (Name.Length == 0)
        {
            yield return ("name", "'name' is empty", "give the proxy a name");
        }

        if (!ProxyDoor.TryParse(Listen, out var door) || door.Path is { } path && !path.StartsWith('/'))
        {
            yield return ("listen", $"'{Listen}' is no address to listen on", Remedy);
        }

        if (!ProxyDoor.TryParse(Upstream, out var upstream) || (upstream.Path is null && upstream.Port == 0))
        {
            yield return ("upstream", $"'{Upstream}' is no address to send to", "write db.example.com:5432, or unix:/path");
        }

        if (Api is not null && ApiDoor is not { Path: null })
        {
            yield return ("api", $"'{Api}' is no address for an API", "write 127.0.0.1:8474; port 0 takes a free one");
        }
    }

    /// <summary>As the API reads it.</summary>
    public DataObject ToData() => DataObject.Of(("name", Name), ("listen", Listen), ("upstream", Upstream), ("enabled", true));
}
