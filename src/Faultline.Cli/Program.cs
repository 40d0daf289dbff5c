using Faultline.Cli;

var terminal = Terminal.OfThisProcess();
using var first = FirstProcess.Begin(terminal.Time);
return await CommandLine.RunAsync(args, terminal);
