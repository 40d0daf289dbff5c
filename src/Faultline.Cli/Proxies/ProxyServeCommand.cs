using System.CommandLine;
using System.Runtime.InteropServices;
using Faultline.Cli.Rendering;
using Faultline.Proxy;

namespace Faultline.Cli.Proxies;

/// <summary><c>faultline proxy serve</c>: the proxy itself, until a signal ends it.</summary>
internal static class ProxyServeCommand
{
    private const int HighestPort = 65535;

    public static Command Create(GlobalOptions globals, Terminal terminal)
    {
        var host = new Option<string>("--host")
        {
            Description = "Where the API listens; whoever reaches it can open ports on this machine.",
            HelpName = "HOST",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port")
        {
            Description = "The port of the API; 0 for a free one.",
            HelpName = "N",
            DefaultValueFactory = _ => 8474,
        };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is >= 0 and <= HighestPort))
            {
                result.AddError("Invalid value for '--port': give a number from 0 to 65535.");
            }
        });
        var config = new Option<string?>("--config")
        {
            Description = "A file with a list of proxies, as Toxiproxy has it; read again when it changes.",
            HelpName = "FILE",
        };
        var seed = new Option<long?>("--seed")
        {
            Description = "Decides jitter, slices, and which connections a toxic is for.",
            HelpName = "N",
        };
        // Toxiproxy's switches: ours are always on.
        var metrics = new Option<bool>("--proxy-metrics") { Description = "Accepted for Toxiproxy's sake.", Hidden = true };
        var runtime = new Option<bool>("--runtime-metrics") { Description = "Accepted for Toxiproxy's sake.", Hidden = true };
        var (oneHost, onePort, oneConfig, oneSeed) = (OneDash(host), OneDash(port), OneDash(config), OneDash(seed));
        var command = new Command("serve", "Serve proxies and their API until Ctrl-C.")
        {
            host,
            port,
            config,
            seed,
            metrics,
            runtime,
            oneHost,
            onePort,
            oneConfig,
            oneSeed,
            OneDash(metrics),
            OneDash(runtime),
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var log = globals.OpenLog(parsed, terminal);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
                using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
                var options = new ProxyServerOptions
                {
                    Host = Either(parsed, oneHost, host)!,
                    Port = Either(parsed, onePort, port),
                    ConfigFile = Either(parsed, oneConfig, config),
                    Version = CommandLine.Version,
                    Random = Random(Either(parsed, oneSeed, seed), terminal),
                    Time = terminal.Time,
                    Log = line => log.Write(LogLevel.Info, line),
                };
                try
                {
                    await using var server = await ProxyServer.StartAsync(options, stop.Token);
                    await terminal.Output.WriteLineAsync($"The proxy is up: {server.Url.GetLeftPart(UriPartial.Authority)}");
                    await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Time, stop.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return 0;
                }
                catch (ProxyException e)
                {
                    throw new UserException(e.Message);
                }

                void End(PosixSignalContext context)
                {
                    context.Cancel = true;
                    stop.Cancel();
                }
            }
        );
        return command;
    }

    // Toxiproxy's server has its flags with one dash. As a second name it would take the place of the first one in the help.
    private static Option<T> OneDash<T>(Option<T> option)
    {
        var twin = new Option<T>(option.Name[1..]) { Hidden = true, HelpName = option.HelpName };
        twin.Validators.AddRange(option.Validators);
        return twin;
    }

    private static T? Either<T>(ParseResult parsed, Option<T> twin, Option<T> option) =>
        parsed.GetValue(parsed.GetResult(twin) is { Implicit: false } ? twin : option);

    private static Random Random(long? seed, Terminal terminal)
    {
#pragma warning disable RS0030 // Given on the command line: the terminal's own chance has no seed.
        return seed is { } number ? new Random(number.GetHashCode()) : terminal.Random;
#pragma warning restore RS0030
    }
}
