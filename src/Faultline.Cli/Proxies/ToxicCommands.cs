using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Faultline.Cli.Proxies;

/// <summary><c>faultline proxy toxic add|update|remove</c>.</summary>
internal static class ToxicCommands
{
    public static Command Create(ProxyConnection connection, Terminal terminal)
    {
        var command = new Command("toxic", "Add, change or remove a toxic.")
        {
            Add(connection, terminal),
            Update(connection, terminal),
            Remove(connection, terminal),
        };
        command.Aliases.Add("t");
        return command;
    }

    private static Command Add(ProxyConnection connection, Terminal terminal)
    {
        var proxy = ProxyCommand.ProxyArgument();
        var name = new Option<string?>("--toxicName", "--name", "-n")
        {
            Description = "Its name [default: TYPE_DIRECTION].",
            HelpName = "NAME",
        };
        var type = new Option<string>("--type", "-t")
        {
            Description =
                "What it does, and its attributes: latency (latency, jitter in ms), bandwidth (rate in KB/s), slow_close (delay in ms), "
                + "timeout (timeout in ms; 0 holds until it is removed), reset_peer (timeout in ms), "
                + "slicer (average_size, size_variation in bytes, delay in µs), limit_data (bytes).",
            HelpName = "TYPE",
            Required = true,
        };
        var toxicity = Toxicity();
        var attributes = Attributes();
        var upstream = new Option<bool>("--upstream", "-u") { Description = "For what clients send." };
        var downstream = new Option<bool>("--downstream", "-d") { Description = "For what servers answer; the default." };
        var command = new Command("add", "Add a toxic to a proxy; it meets connections that are open, too.")
        {
            proxy,
            type,
            name,
            toxicity,
            attributes,
            upstream,
            downstream,
            connection.Host,
        };
        command.Aliases.Add("a");
        command.SetAction(
            async (parsed, stop) =>
            {
                if (parsed.GetValue(upstream) && parsed.GetValue(downstream))
                {
                    throw new UserException("Give --upstream or --downstream, not both.");
                }

                var body = Body(parsed, toxicity, attributes);
                body["type"] = parsed.GetRequiredValue(type);
                body["stream"] = parsed.GetValue(upstream) ? "upstream" : "downstream";
                if (parsed.GetValue(name) is { } given)
                {
                    body["name"] = given;
                }

                var path = ProxyConnection.PathOf(parsed.GetRequiredValue(proxy)) + "/toxics";
                var toxic = (await connection.AskAsync(parsed, HttpMethod.Post, path, body, stop))!;
                terminal.Output.WriteLine(
                    $"Added {toxic["stream"]} {toxic["type"]} toxic '{toxic["name"]}' on proxy '{parsed.GetRequiredValue(proxy)}'"
                );
                return 0;
            }
        );
        return command;
    }

    private static Command Update(ProxyConnection connection, Terminal terminal)
    {
        var proxy = ProxyCommand.ProxyArgument();
        var (name, toxicity, attributes) = (Name(), Toxicity(), Attributes());
        var command = new Command("update", "Change a toxic; what is not given stays.")
        {
            proxy,
            name,
            toxicity,
            attributes,
            connection.Host,
        };
        command.Aliases.Add("u");
        command.SetAction(
            async (parsed, stop) =>
            {
                var body = Body(parsed, toxicity, attributes);
                // Toxiproxies before 2.6 know no PATCH.
                await connection.AskAsync(parsed, HttpMethod.Post, PathOf(parsed, proxy, name), body, stop);
                terminal.Output.WriteLine($"Updated toxic '{parsed.GetRequiredValue(name)}' on proxy '{parsed.GetRequiredValue(proxy)}'");
                return 0;
            }
        );
        return command;
    }

    private static Command Remove(ProxyConnection connection, Terminal terminal)
    {
        var proxy = ProxyCommand.ProxyArgument();
        var name = Name();
        var command = new Command("remove", "Remove a toxic; what it held goes at once.") { proxy, name, connection.Host };
        foreach (var alias in (string[])["delete", "r", "d"])
        {
            command.Aliases.Add(alias);
        }

        command.SetAction(
            async (parsed, stop) =>
            {
                await connection.AskAsync(parsed, HttpMethod.Delete, PathOf(parsed, proxy, name), null, stop);
                terminal.Output.WriteLine($"Removed toxic '{parsed.GetRequiredValue(name)}' on proxy '{parsed.GetRequiredValue(proxy)}'");
                return 0;
            }
        );
        return command;
    }

    private static Option<string> Name() =>
        new("--toxicName", "--name", "-n")
        {
            Description = "The toxic's name.",
            HelpName = "NAME",
            Required = true,
        };

    private static Option<string?> Toxicity() =>
        new("--toxicity", "--tox")
        {
            Description = "The share of connections it is for, 0 to 1 [default of a new one: 1].",
            HelpName = "SHARE",
        };

    private static Option<string[]> Attributes() =>
        new("--attribute", "-a") { Description = "What it is set to. Repeatable.", HelpName = "KEY=VALUE" };

    private static string PathOf(ParseResult parsed, Argument<string> proxy, Option<string> name) =>
        $"{ProxyConnection.PathOf(parsed.GetRequiredValue(proxy))}/toxics/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}";

    private static JsonObject Body(ParseResult parsed, Option<string?> toxicity, Option<string[]> attributes)
    {
        var set = new JsonObject();
        foreach (var text in parsed.GetValue(attributes) ?? [])
        {
            var (key, value) = text.Split('=', 2) is [{ Length: > 0 } left, var right]
                ? (left, right)
                : throw new UserException($"Invalid value for '--attribute': '{text}' is not KEY=VALUE, as in latency=100.");
            set[key] =
                decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && decimal.IsInteger(number)
                && number is >= long.MinValue and <= long.MaxValue
                    ? (long)number
                    : throw new UserException($"Invalid value for '--attribute': '{value}' in '{text}' is not a whole number.");
        }

        var body = new JsonObject { ["attributes"] = set };
        if (parsed.GetValue(toxicity) is { } share)
        {
            body["toxicity"] =
                double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
                    ? number
                    : throw new UserException($"Invalid value for '--toxicity': '{share}' is not a number from 0 to 1.");
        }

        return body;
    }
}
