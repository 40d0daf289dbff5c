using System.CommandLine;
using System.Runtime.InteropServices;
using Faultline.Samples.Greeting;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline sample greeting ROLE</c>: one service of a sample application, as the lab starts it.</summary>
internal static class SampleCommand
{
    public static Command Create(Terminal terminal)
    {
        var role = new Argument<string>("ROLE") { Description = "webapp, greeter or name." };
        role.AcceptOnlyFromAmong([.. GreetingSample.Roles]);
        var greeting = new Command("greeting", "A service of the greeting sample; see samples/.") { role };
        greeting.SetAction(
            async (parsed, _) =>
            {
                using var stop = new CancellationTokenSource();
                using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
                using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
                return await GreetingSample.RunAsync(
                    parsed.GetRequiredValue(role),
                    terminal.Environment.All,
                    terminal.Output,
                    terminal.Time,
                    stop.Token
                );

                void End(PosixSignalContext context)
                {
                    context.Cancel = true;
                    stop.Cancel();
                }
            }
        );
        return new Command("sample", "The applications that experiments are rehearsed on.") { greeting };
    }
}
