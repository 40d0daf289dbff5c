using System.Globalization;
using Faultline.Bench;
using Faultline.Bench.Proxies;

if (args is ["--one", var output, .. var command])
{
    return await Measurement.TakeAsync(output, command);
}

if (args is ["--socket-loop", var port, var requests])
{
    return SocketLoop.Run(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(requests, CultureInfo.InvariantCulture));
}

if (args is ["--client-loop", var clientPort, var clientRequests])
{
    return await SocketLoop.RunClientAsync(
        int.Parse(clientPort, CultureInfo.InvariantCulture),
        int.Parse(clientRequests, CultureInfo.InvariantCulture)
    );
}

if (args is ["--no-ops", var activities])
{
    return await NoOps.RunAsync(int.Parse(activities, CultureInfo.InvariantCulture));
}

if (args is ["lab"])
{
    await using var scenarios = new LabScenarios(Path.GetFullPath("./faultline"), 7, Console.Out);
    return await scenarios.RunAsync();
}

if (args is ["--proxy-target"])
{
    return await ProxyTarget.RunAsync();
}

if (args is ["--proxy-rounds", var proxyRounds, var proxyOnly])
{
    return await ProxyBench.MeasureAsync(int.Parse(proxyRounds, CultureInfo.InvariantCulture), proxyOnly, Console.Out);
}

if (args is ["delay", ..])
{
    return await new DelayScenarios(args is [_, "--only", var row] ? row : "", Console.Out).RunAsync();
}

var rounds = 7;
var only = "";
for (var i = args is ["proxy", ..] ? 1 : 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--rounds":
            rounds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--only":
            only = args[i + 1];
            break;
    }
}

if (args is ["proxy", ..])
{
    return await ProxyBench.RunAsync(rounds, only);
}

return await Comparison.RunAsync(rounds, only, Console.Out);
