using System.Text.Json;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Api;

/// <summary>Proxies and toxics as clients expect to read them.</summary>
internal static class ApiJson
{
    /// <summary>A proxy with its toxics.</summary>
    public static void Write(Utf8JsonWriter writer, FaultProxy proxy)
    {
        writer.WriteStartObject();
        writer.WriteString("name", proxy.Name);
        writer.WriteString("listen", proxy.Listen);
        writer.WriteString("upstream", proxy.Upstream);
        writer.WriteBoolean("enabled", proxy.IsEnabled);
        if (proxy.Lease is { } lease)
        {
            writer.WriteString("lease", lease.Id);
        }

        writer.WritePropertyName("toxics");
        Write(writer, proxy.Toxics.All);
        writer.WriteEndObject();
    }

    /// <summary>Toxics.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Toxic> toxics)
    {
        writer.WriteStartArray();
        foreach (var toxic in toxics)
        {
            Write(writer, toxic);
        }

        writer.WriteEndArray();
    }

    /// <summary>A toxic.</summary>
    public static void Write(Utf8JsonWriter writer, Toxic toxic)
    {
        var settings = toxic.Settings;
        writer.WriteStartObject();
        writer.WriteStartObject("attributes");
        for (var i = 0; i < settings.Values.Count; i++)
        {
            writer.WriteNumber(toxic.Kind.Attributes[i], settings.Values[i]);
        }

        writer.WriteEndObject();
        writer.WriteString("name", toxic.Name);
        writer.WriteString("type", toxic.Kind.Name);
        writer.WriteString("stream", StreamName(toxic.Stream));
        writer.WriteNumber("toxicity", settings.Toxicity);
        if (toxic.Lease is { } lease)
        {
            writer.WriteString("lease", lease.Id);
        }

        writer.WriteEndObject();
    }

    /// <summary>How a direction is written.</summary>
    public static string StreamName(ToxicStream stream) => stream == ToxicStream.Upstream ? "upstream" : "downstream";
}
