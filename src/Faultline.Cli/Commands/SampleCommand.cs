using System.CommandLine;
using System.Runtime.InteropServices;
using Faultline.Samples.Services.Greeting;
using Faultline.Samples.Services.Shop;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline sample SAMPLE ROLE</c>: one service of a sample application, as the lab and the library start it.</summary>
internal static class SampleCommand
{
    private delegate Task<int> Run(
        string role,
        IReadOnlyDictionary<string, string> environment,
        TextWriter output,
        TimeProvider time,
        CancellationToken stop
    );

    public static Command Create(Terminal terminal) =>
        new("sample", "The applications that experiments are rehearsed on.")
        {
            Create(
                "greeting",
                "A service of the greeting sample; see samples/.",
                "webapp, greeter or name.",
                GreetingSample.Roles,
                GreetingSample.RunAsync,
                terminal
            ),
            Create(
                "shop",
                "A service of the shop sample, or a customer of it; see samples/ and library/proxy.",
                "shop, prices or customer.",
                ShopSample.Roles,
                ShopSample.RunAsync,
                terminal
            ),
        };

    private static Command Create(string name, string description, string meaning, IReadOnlyList<string> roles, Run run, Terminal terminal)
    {
        var role = new Argument<string>("ROLE") { Description = meaning };
        role.AcceptOnlyFromAmong([.. roles]);
        var command = new Command(name, description) { role };
        command.SetAction(
            async (parsed, _) =>
            {
                using var stop = new CancellationTokenSource();
                using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
                using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
                return await run(parsed.GetRequiredValue(role), terminal.Environment.All, terminal.Output, terminal.Time, stop.Token);

                void End(PosixSignalContext context)
                {
                    context.Cancel = true;
                    stop.Cancel();
                }
            }
        );
        return command;
    }
}
