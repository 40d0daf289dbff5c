using System.Text.Json.Nodes;

namespace Faultline.Proxy.Tests;

/// <summary>A toxic as the model knows it.</summary>
internal sealed record ModelToxic(string Name, string Type, bool IsUpstream, string[] Attributes, long[] Values, double Toxicity)
{
    public double Toxicity { get; private set; } = Toxicity;

    public void Set(long first, double share)
    {
        Toxicity = share;
        if (Values.Length > 0)
        {
            Values[0] = first;
        }
    }

    public JsonObject Shown() =>
        new JsonObject
        {
            ["attributes"] = new JsonObject(Attributes.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)Values[i]))),
            ["name"] = Name,
            ["type"] = Type,
            ["stream"] = IsUpstream ? "upstream" : "downstream",
            ["toxicity"] = Toxicity,
        };
}

/// <summary>A proxy as the model knows it.</summary>
internal sealed class ModelProxy(string upstream, bool isEnabled)
{
    public string Upstream { get; set; } = upstream;

    public bool IsEnabled { get; set; } = isEnabled;

    public List<ModelToxic> Toxics { get; } = [];
}

/// <summary>What requests should leave behind: a few lines that know nothing of sockets.</summary>
internal sealed class ApiModel
{
    public SortedDictionary<string, ModelProxy> Proxies { get; } = new(StringComparer.Ordinal);

    public bool Create(string name, string upstream, bool isEnabled) => Proxies.TryAdd(name, new ModelProxy(upstream, isEnabled));

    // One that listens and sends where it should is left as it is; another is replaced, and listens.
    public void Populate(string name, string upstream)
    {
        if (!Proxies.TryGetValue(name, out var known) || known.Upstream != upstream)
        {
            Proxies[name] = new ModelProxy(upstream, isEnabled: true);
        }
    }

    public void Reset()
    {
        foreach (var proxy in Proxies.Values)
        {
            proxy.IsEnabled = true;
            proxy.Toxics.Clear();
        }
    }

    public async Task TakeOverAsync(HttpClient client)
    {
        foreach (var (name, shown) in JsonNode.Parse(await client.GetStringAsync("/proxies"))!.AsObject())
        {
            Proxies[name].IsEnabled = (bool)shown!["enabled"]!;
            Proxies[name].Upstream = (string)shown["upstream"]!;
        }
    }

    public string Shown() =>
        new JsonObject(
            Proxies.Select(pair =>
                KeyValuePair.Create(
                    pair.Key,
                    (JsonNode?)
                        new JsonObject
                        {
                            ["name"] = pair.Key,
                            ["upstream"] = pair.Value.Upstream,
                            ["enabled"] = pair.Value.IsEnabled,
                            ["toxics"] = new JsonArray([
                                .. pair.Value.Toxics.OrderBy(toxic => !toxic.IsUpstream).Select(toxic => toxic.Shown()),
                            ]),
                        }
                )
            )
        ).ToJsonString();
}
