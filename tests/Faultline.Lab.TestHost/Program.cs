using System.Runtime.InteropServices;
using Faultline.Abstractions;
using Faultline.Lab;
using Faultline.Lab.Greeting;
using Faultline.Linux.Processes;
using Faultline.Samples.Services.Greeting;

// greeting ROLE     a service of the sample
// supervise FOLDER  a whole greeting lab, until it is asked to end
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(
    PosixSignal.SIGTERM,
    context =>
    {
        context.Cancel = true;
        stop.Cancel();
    }
);
var environment = ProcessEnvironment.OfThisProcess();
switch (args)
{
    case ["greeting", var role]:
        return await GreetingSample.RunAsync(role, environment.All, Console.Out, TimeProvider.System, stop.Token);
    case ["supervise", var folder]:
        await using (var starter = new ProcessStarter(TimeProvider.System))
        {
            var program = new LabProgram { Path = Environment.ProcessPath!, Arguments = ["greeting"] };
            var options = new LabOptions { Folder = folder, Environment = environment };
            await using var lab = await LabCluster.StartAsync(
                GreetingLab.Create(new GreetingOptions(), program),
                options,
                starter,
                TimeProvider.System,
                stop.Token
            );
            await lab.WaitUntilReadyAsync(stop.Token);
            Console.WriteLine("ready");
            await lab.Completion.WaitAsync(stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: greeting ROLE | supervise FOLDER");
        return 2;
}
