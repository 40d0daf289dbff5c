using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Cli.Rendering;

namespace Faultline.Cli.Proxies;

/// <summary><c>faultline proxy list|inspect|create|toggle|delete</c>.</summary>
internal static class ProxyCommands
{
    public static Command List(ProxyConnection connection, Terminal terminal)
    {
        var command = new Command("list", "The proxies there are.") { connection.Host };
        foreach (var alias in (string[])["ls", "li", "l"])
        {
            command.Aliases.Add(alias);
        }

        command.SetAction(
            async (parsed, stop) =>
            {
                var answer = await connection.AskAsync(parsed, HttpMethod.Get, "proxies", null, stop) as JsonObject ?? [];
                string[][] rows = [.. answer.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Row(pair.Value!))];
                if (terminal.HasReader)
                {
                    TextTable.Write(terminal.Output, ["NAME", "LISTEN", "UPSTREAM", "ENABLED", "TOXICS"], rows);
                    return 0;
                }

                // What scripts that were written for Toxiproxy's client read.
                foreach (var row in rows)
                {
                    terminal.Output.WriteLine(string.Join('\t', row));
                }

                return 0;
            }
        );
        return command;
    }

    public static Command Inspect(ProxyConnection connection, Terminal terminal)
    {
        var name = ProxyCommand.ProxyArgument();
        var command = new Command("inspect", "The toxics of a proxy.") { name, connection.Host };
        command.Aliases.Add("i");
        command.Aliases.Add("ins");
        command.SetAction(
            async (parsed, stop) =>
            {
                var path = ProxyConnection.PathOf(parsed.GetRequiredValue(name));
                var proxy = (await connection.AskAsync(parsed, HttpMethod.Get, path, null, stop))!;
                var toxics = proxy["toxics"] as JsonArray ?? [];
                if (!terminal.HasReader)
                {
                    foreach (var toxic in toxics)
                    {
                        terminal.Output.WriteLine(ToxicLine(toxic!));
                    }

                    return 0;
                }

                terminal.Output.WriteLine($"{proxy["name"]}: {proxy["listen"]} -> {proxy["upstream"]}, {EnabledText(proxy)}");
                if (toxics.Count > 0)
                {
                    TextTable.Write(
                        terminal.Output,
                        ["TOXIC", "TYPE", "STREAM", "TOXICITY", "ATTRIBUTES"],
                        [.. toxics.Select(toxic => ToxicRow(toxic!))]
                    );
                }

                return 0;
            }
        );
        return command;
    }

    public static Command Create(ProxyConnection connection, Terminal terminal)
    {
        var name = ProxyCommand.ProxyArgument();
        var listen = new Option<string>("--listen", "-l")
        {
            Description = "Where it listens: host:port, or unix:/path; port 0 for a free one.",
            HelpName = "ADDRESS",
            Required = true,
        };
        var upstream = new Option<string>("--upstream", "-u")
        {
            Description = "Where it sends to: host:port, or unix:/path.",
            HelpName = "ADDRESS",
            Required = true,
        };
        var command = new Command("create", "Make a proxy.") { name, listen, upstream, connection.Host };
        command.Aliases.Add("c");
        command.Aliases.Add("new");
        command.SetAction(
            async (parsed, stop) =>
            {
                var body = new JsonObject
                {
                    ["name"] = parsed.GetRequiredValue(name),
                    ["listen"] = parsed.GetRequiredValue(listen),
                    ["upstream"] = parsed.GetRequiredValue(upstream),
                    ["enabled"] = true,
                };
                var proxy = (await connection.AskAsync(parsed, HttpMethod.Post, "proxies", body, stop))!;
                terminal.Output.WriteLine($"Created new proxy {proxy["name"]}: {proxy["listen"]} -> {proxy["upstream"]}");
                return 0;
            }
        );
        return command;
    }

    public static Command Toggle(ProxyConnection connection, Terminal terminal)
    {
        var name = ProxyCommand.ProxyArgument();
        var command = new Command("toggle", "Disable a proxy that is enabled, and the other way round.") { name, connection.Host };
        command.Aliases.Add("tog");
        command.SetAction(
            async (parsed, stop) =>
            {
                var path = ProxyConnection.PathOf(parsed.GetRequiredValue(name));
                var proxy = (await connection.AskAsync(parsed, HttpMethod.Get, path, null, stop))!;
                // Toxiproxies before 2.6 know no PATCH.
                var wish = new JsonObject { ["enabled"] = !IsEnabled(proxy) };
                var changed = (await connection.AskAsync(parsed, HttpMethod.Post, path, wish, stop))!;
                terminal.Output.WriteLine($"Proxy {changed["name"]} is now {EnabledText(changed)}");
                return 0;
            }
        );
        return command;
    }

    public static Command Delete(ProxyConnection connection, Terminal terminal)
    {
        var name = ProxyCommand.ProxyArgument();
        var command = new Command("delete", "Remove a proxy, and close its connections.") { name, connection.Host };
        command.Aliases.Add("d");
        command.SetAction(
            async (parsed, stop) =>
            {
                await connection.AskAsync(parsed, HttpMethod.Delete, ProxyConnection.PathOf(parsed.GetRequiredValue(name)), null, stop);
                terminal.Output.WriteLine($"Deleted proxy {parsed.GetRequiredValue(name)}");
                return 0;
            }
        );
        return command;
    }

    private static string[] Row(JsonNode proxy) =>
        [
            $"{proxy["name"]}",
            $"{proxy["listen"]}",
            $"{proxy["upstream"]}",
            EnabledText(proxy),
            ((proxy["toxics"] as JsonArray)?.Count ?? 0).ToString(CultureInfo.InvariantCulture),
        ];

    private static string[] ToxicRow(JsonNode toxic) =>
        [
            $"{toxic["name"]}",
            $"{toxic["type"]}",
            $"{toxic["stream"]}",
            $"{toxic["toxicity"]}",
            string.Join(' ', (toxic["attributes"] as JsonObject ?? []).Select(pair => $"{pair.Key}={pair.Value}")),
        ];

    // As Toxiproxy's client writes it where nobody looks: tabs between, attributes by name.
    private static string ToxicLine(JsonNode toxic)
    {
        var attributes = (toxic["attributes"] as JsonObject ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal);
        var toxicity = toxic["toxicity"] is JsonValue value && value.TryGetValue<double>(out var share) ? share : 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{toxic["name"]}\ttype={toxic["type"]}\tstream={toxic["stream"]}\ttoxicity={toxicity:0.00}\tattributes=[{string.Concat(attributes.Select(pair => $"\t{pair.Key}={pair.Value}"))}\t]"
        );
    }

    private static bool IsEnabled(JsonNode proxy) =>
        proxy["enabled"] is JsonValue value && value.TryGetValue<bool>(out var isEnabled) && isEnabled;

    private static string EnabledText(JsonNode proxy) => IsEnabled(proxy) ? "enabled" : "disabled";
}
