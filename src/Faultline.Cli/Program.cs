using Faultline.Cli;
using Faultline.Cli.Proxies;

SocketMode.Choose(args);
var terminal = Terminal.OfThisProcess();
using var first = FirstProcess.Begin(terminal.Time);
return await CommandLine.RunAsync(args, terminal);
