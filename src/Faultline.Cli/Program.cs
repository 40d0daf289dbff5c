using Faultline.Cli;
using Faultline.Linux.Roles;

if (args is [HostRoles.Word, .. var role])
{
    // A fault's own process: it parses no command line, and is gone with the fault.
    return HostRoles.Run(role);
}

if (RunRole.Play(args) is { } code)
{
    return code;
}

var terminal = Terminal.OfThisProcess();
using var first = FirstProcess.Begin(terminal.Time);
return await CommandLine.RunAsync(args, terminal);
