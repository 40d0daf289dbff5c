using System.CommandLine;

namespace Faultline.Cli.Proxies;

/// <summary><c>faultline proxy</c>: a fault proxy, and the commands with which it is told what to do.</summary>
internal static class ProxyCommand
{
    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var connection = new ProxyConnection(terminal);
        var command = new Command("proxy", "Make connections slow, lossy or dead on their way through a proxy; speaks Toxiproxy's API.")
        {
            ProxyServeCommand.Create(globals, terminal),
            // Before the command, where Toxiproxy's client wants it, or behind it.
            connection.Host,
        };
        foreach (
            var client in (Command[])
                [
                    ProxyCommands.List(connection, terminal),
                    ProxyCommands.Inspect(connection, terminal),
                    ProxyCommands.Create(connection, terminal),
                    ProxyCommands.Toggle(connection, terminal),
                    ProxyCommands.Delete(connection, terminal),
                    ToxicCommands.Create(connection, terminal),
                ]
        )
        {
            command.Add(client);
        }

        return command;
    }

    /// <summary>The proxy that a command is about.</summary>
    public static Argument<string> ProxyArgument() => new("PROXY") { Description = "The proxy's name." };
}
