using System.Globalization;
using System.Text.Json;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Api;

/// <summary>Reads what clients send: names of fields in any case, unknown fields ignored, null as good as absent.</summary>
internal static class ApiBody
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="ProxyException">It is none.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> text)
    {
        if (text.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            throw Bad("EOF");
        }

        try
        {
            // What follows the first value is not looked at.
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw Bad(e.Message);
        }
    }

    /// <summary>A proxy that is to be made.</summary>
    public static ProxyWish NewProxy(JsonElement body)
    {
        var wish = Proxy(body, new ProxyWish("", "", "", IsEnabled: true));
        return wish.Name.Length == 0 ? throw Missing("name")
            : wish.Upstream.Length == 0 ? throw Missing("upstream")
            : wish;
    }

    /// <summary>A proxy that is to be changed.</summary>
    public static ProxyWish ChangedProxy(JsonElement body, FaultProxy proxy) =>
        Proxy(body, new ProxyWish(proxy.Name, proxy.Listen, proxy.Upstream, proxy.IsEnabled));

    /// <summary>A list of proxies, as in the configuration file.</summary>
    public static IReadOnlyList<ProxyWish> Proxies(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            throw Bad($"a list of proxies is expected, not {Kind(body)}");
        }

        var wishes = new List<ProxyWish>();
        foreach (var element in body.EnumerateArray())
        {
            var wish = Proxy(element, new ProxyWish("", "", "", IsEnabled: true));
            var place = string.Create(CultureInfo.InvariantCulture, $"at proxy {wishes.Count + 1}");
            wishes.Add(
                wish.Name.Length == 0 ? throw Missing($"name {place}")
                : wish.Upstream.Length == 0 ? throw Missing($"upstream {place}")
                : wishes.Exists(other => other.Name == wish.Name) ? throw Bad($"the name '{wish.Name}' is there twice")
                : wish
            );
        }

        return wishes;
    }

    /// <summary>A toxic that is to be added.</summary>
    public static (string Name, ToxicKind Kind, ToxicStream Stream, ToxicSettings Settings) NewToxic(JsonElement body)
    {
        var streamName = Text(body, "stream") ?? "";
        streamName = streamName.Length == 0 ? "downstream" : streamName;
        var stream = streamName.ToUpperInvariant() switch
        {
            "UPSTREAM" => ToxicStream.Upstream,
            "DOWNSTREAM" => ToxicStream.Downstream,
            _ => throw new ProxyException(400, "stream was invalid, can be either upstream or downstream"),
        };
        var type = Text(body, "type") ?? "";
        var kind = ToxicKind.Find(type) ?? throw new ProxyException(400, "invalid toxic type");
        var name = Text(body, "name") is { Length: > 0 } given ? given : $"{type}_{streamName}";
        return (name, kind, stream, Settings(body, kind, new ToxicSettings(1, new long[kind.Attributes.Count])));
    }

    /// <summary>The settings of a toxic; those that are not given stay as they are.</summary>
    public static ToxicSettings Settings(JsonElement body, ToxicKind kind, ToxicSettings now)
    {
        var values = now.Values.ToArray();
        if (Field(body, "attributes") is { } attributes)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Number(attributes, kind.Attributes[i]) ?? values[i];
            }
        }

        return new ToxicSettings(Fraction(body, "toxicity") ?? now.Toxicity, values);
    }

    /// <summary>A number of seconds; null where none is given.</summary>
    public static double? Fraction(JsonElement body, string name) =>
        Field(body, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw Bad($"'{name}' is to be a number, not {Kind(value)}");

    /// <summary>A text; null where none is given.</summary>
    public static string? Text(JsonElement body, string name) =>
        Field(body, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Bad($"'{name}' is to be a text, not {Kind(value)}");

    private static ProxyWish Proxy(JsonElement body, ProxyWish now) =>
        new(
            Text(body, "name") ?? now.Name,
            Text(body, "listen") ?? now.Listen,
            Text(body, "upstream") ?? now.Upstream,
            Field(body, "enabled") switch
            {
                null => now.IsEnabled,
                { ValueKind: JsonValueKind.True } => true,
                { ValueKind: JsonValueKind.False } => false,
                { } other => throw Bad($"'enabled' is to be true or false, not {Kind(other)}"),
            }
        );

    private static long? Number(JsonElement body, string name)
    {
        if (Field(body, name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out var whole))
            {
                return whole;
            }

            // 1e3 and 1000.0 are whole numbers too.
            if (value.TryGetDouble(out var number) && double.IsInteger(number) && Math.Abs(number) < 1e18)
            {
                return (long)number;
            }
        }

        throw Bad($"'{name}' is to be a whole number, not {value.GetRawText()}");
    }

    private static JsonElement? Field(JsonElement body, string name)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"an object is expected, not {Kind(body)}");
        }

        foreach (var field in body.EnumerateObject())
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value.ValueKind == JsonValueKind.Null ? null : field.Value;
            }
        }

        return null;
    }

    private static string Kind(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => element.GetRawText(),
        };

    private static ProxyException Bad(string problem) => new(400, "bad request body: " + problem);

    private static ProxyException Missing(string field) => new(400, "missing required field: " + field);
}
