using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Cli.Proxies;

/// <summary>Speaks with a proxy's API: ours, or a Toxiproxy.</summary>
internal sealed class ProxyConnection(Terminal terminal)
{
    private const string Variable = "TOXIPROXY_URL";
    private const string Default = "http://localhost:8474";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Which API is asked.</summary>
    public Option<string?> Host { get; } =
        new("--host", "-h") { Description = $"The API to ask [default: ${Variable}, else {Default}].", HelpName = "URL" };

    /// <summary>Asks for something.</summary>
    /// <exception cref="UserException">It can't be reached, or it refuses.</exception>
    public async Task<JsonNode?> AskAsync(ParseResult parsed, HttpMethod method, string path, JsonObject? body, CancellationToken stop)
    {
        var url = Url(parsed);
        using var client = new HttpClient { BaseAddress = url, Timeout = Patience };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("faultline", CommandLine.Version));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await client.SendAsync(request, stop);
            var text = await response.Content.ReadAsStringAsync(stop);
            return response.IsSuccessStatusCode ? Parse(text) : throw new UserException(Refusal(text, (int)response.StatusCode));
        }
        catch (HttpRequestException e)
        {
            throw new UserException($"The proxy at {url} can't be reached: {e.Message}. 'faultline proxy serve' starts one.");
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new UserException($"The proxy at {url} did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (JsonException)
        {
            throw new UserException($"What answers at {url} is no proxy's API: its answer is not JSON.");
        }
    }

    /// <summary>The path of a proxy.</summary>
    public static string PathOf(string proxy) => "proxies/" + Uri.EscapeDataString(proxy);

    private static JsonNode? Parse(string text) => text.Length == 0 ? null : JsonNode.Parse(text);

    private Uri Url(ParseResult parsed)
    {
        var text = parsed.GetValue(Host) ?? (terminal.Environment.Get(Variable) is { Length: > 0 } set ? set : Default);
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(whole.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new UserException($"'{text}' is not the address of an API, such as {Default}.");
    }

    private static string Refusal(string text, int status)
    {
        try
        {
            if (Parse(text) is JsonObject answer && answer["error"] is JsonValue error)
            {
                return $"The proxy refuses: {error} ({status}).";
            }
        }
        catch (JsonException)
        {
            // Its own words, as they are.
        }

        return $"The proxy refuses: {text.Trim()} ({status}).";
    }
}
