using System.Globalization;
using System.Text;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Api;

/// <summary>The counters in Prometheus' text: Toxiproxy's under their names, ours beside them.</summary>
internal static class MetricsText
{
    /// <summary>What the text is.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly ToxicStream[] Streams = [ToxicStream.Upstream, ToxicStream.Downstream];

    /// <summary>Writes all.</summary>
    public static string Write(ProxyTable proxies)
    {
        var text = new StringBuilder();
        var all = proxies.All;
        Family(text, "toxiproxy_proxy_received_bytes_total", "counter", "Bytes that came to the proxy.");
        ByStream(text, "toxiproxy_proxy_received_bytes_total", all, (proxy, stream) => proxy.Counters.Received(stream));
        Family(text, "toxiproxy_proxy_sent_bytes_total", "counter", "Bytes that the proxy sent on.");
        ByStream(text, "toxiproxy_proxy_sent_bytes_total", all, (proxy, stream) => proxy.Counters.Sent(stream));
        Family(text, "faultline_proxy_connections_total", "counter", "Connections that the proxy took.");
        ByProxy(text, "faultline_proxy_connections_total", all, proxy => proxy.Counters.Connections);
        Family(text, "faultline_proxy_failed_connections_total", "counter", "Connections whose upstream could not be reached.");
        ByProxy(text, "faultline_proxy_failed_connections_total", all, proxy => proxy.Counters.Failed);
        Family(text, "faultline_proxy_connections", "gauge", "Connections that are open.");
        ByProxy(text, "faultline_proxy_connections", all, proxy => proxy.Connections);
        Family(text, "faultline_proxy_held_bytes", "gauge", "Memory for data that wait in toxics.");
        Line(text, "faultline_proxy_held_bytes", "", proxies.Held.Total);
        Family(text, "faultline_toxic_connections_total", "counter", "Connections that the toxic was for.");
        ByToxic(text, "faultline_toxic_connections_total", all, toxic => toxic.Connections);
        Family(text, "faultline_toxic_bytes_total", "counter", "Bytes that came to the toxic.");
        ByToxic(text, "faultline_toxic_bytes_total", all, toxic => toxic.Bytes);
        Family(text, "faultline_toxic_ended_connections_total", "counter", "Connections that the toxic closed or reset.");
        ByToxic(text, "faultline_toxic_ended_connections_total", all, toxic => toxic.Ended);
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void ByStream(
        StringBuilder text,
        string name,
        IReadOnlyList<FaultProxy> proxies,
        Func<FaultProxy, ToxicStream, long> value
    )
    {
        foreach (var proxy in proxies)
        {
            foreach (var stream in Streams)
            {
                var labels =
                    $"direction=\"{ApiJson.StreamName(stream)}\",listener={Quote(proxy.Listen)},proxy={Quote(proxy.Name)},upstream={Quote(proxy.Upstream)}";
                Line(text, name, $"{{{labels}}}", value(proxy, stream));
            }
        }
    }

    private static void ByProxy(StringBuilder text, string name, IReadOnlyList<FaultProxy> proxies, Func<FaultProxy, long> value)
    {
        foreach (var proxy in proxies)
        {
            Line(text, name, $"{{proxy={Quote(proxy.Name)}}}", value(proxy));
        }
    }

    private static void ByToxic(StringBuilder text, string name, IReadOnlyList<FaultProxy> proxies, Func<Toxic, long> value)
    {
        foreach (var proxy in proxies)
        {
            foreach (var toxic in proxy.Toxics.All)
            {
                var labels =
                    $"proxy={Quote(proxy.Name)},stream=\"{ApiJson.StreamName(toxic.Stream)}\",toxic={Quote(toxic.Name)},type=\"{toxic.Kind.Name}\"";
                Line(text, name, $"{{{labels}}}", value(toxic));
            }
        }
    }

    private static void Line(StringBuilder text, string name, string labels, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");

    private static string Quote(string value) =>
        '"'
        + value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        + '"';
}
