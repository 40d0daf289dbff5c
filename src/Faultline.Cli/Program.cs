using Faultline.Cli;

if (OwnRole.Play(args) is { } code)
{
    return code;
}

var terminal = Terminal.OfThisProcess();
using var first = FirstProcess.Begin(terminal.Time);
return await CommandLine.RunAsync(args, terminal);
