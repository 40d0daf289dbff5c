using Faultline.Abstractions.Data;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>The commands by which a person takes changes back.</summary>
internal static class ProxyUndo
{
    public static string RemoveToxic(ProxyApiAddress address, string proxy, string toxic) =>
        $"faultline proxy toxic remove {Word(proxy)} --name {Word(toxic)} --host {Word(address.ToString())}";

    public static string DeleteProxy(ProxyApiAddress address, string proxy) =>
        $"faultline proxy delete {Word(proxy)} --host {Word(address.ToString())}";

    public static string CreateToxic(ProxyApiAddress address, string proxy, DataObject toxic) =>
        Post(address, ProxyApi.PathOf(proxy) + "/toxics", toxic);

    public static string CreateProxy(ProxyApiAddress address, DataObject settings) => Post(address, "proxies", settings);

    public static string ChangeProxy(ProxyApiAddress address, string proxy, DataObject before) =>
        Post(address, ProxyApi.PathOf(proxy), before);

    private static string Post(ProxyApiAddress address, string path, DataObject body) =>
        $"curl -fsS -X POST {Word($"{address}/{path}")} -d {Quote(JsonText.Write(body, indent: 0))}";

    private static string Word(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:%@".Contains(c)) ? text : Quote(text);

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
