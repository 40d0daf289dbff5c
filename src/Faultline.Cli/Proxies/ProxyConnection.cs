using System.CommandLine;
using System.Text.Json.Nodes;
using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Cli.Proxies;

/// <summary>Speaks with a proxy's API: ours, or a Toxiproxy.</summary>
internal sealed class ProxyConnection(Terminal terminal)
{
    private const string Variable = "TOXIPROXY_URL";

    /// <summary>Which API is asked.</summary>
    public Option<string?> Host { get; } =
        new("--host", "-h") { Description = $"The API to ask [default: ${Variable}, else {ProxyApiAddress.Default}].", HelpName = "URL" };

    /// <summary>Asks for something.</summary>
    /// <exception cref="UserException">It can't be reached, or it refuses.</exception>
    public async Task<JsonNode?> AskAsync(ParseResult parsed, HttpMethod method, string path, JsonObject? body, CancellationToken stop)
    {
        using var api = new ProxyApi(Address(parsed), terminal.Time);
        try
        {
            var sent = body is null ? null : (DataObject)JsonText.Parse(body.ToJsonString());
            return await api.AskAsync(null, method, path, sent, stop) is { } answer ? JsonNode.Parse(JsonText.Write(answer)) : null;
        }
        catch (ProxyApiException e)
        {
            throw new UserException(e.Message);
        }
    }

    /// <summary>The path of a proxy.</summary>
    public static string PathOf(string proxy) => ProxyApi.PathOf(proxy);

    private ProxyApiAddress Address(ParseResult parsed)
    {
        var text = parsed.GetValue(Host) ?? (terminal.Environment.Get(Variable) is { Length: > 0 } set ? set : ProxyApiAddress.Default);
        return ProxyApiAddress.TryParse(text, out var address)
            ? address
            : throw new UserException($"'{ProxyApiAddress.Shown(text)}' is not the address of an API, such as {ProxyApiAddress.Default}.");
    }
}
