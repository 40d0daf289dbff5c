using System.Globalization;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Hosting.Holding;
using Faultline.Hosting.TestHost;
using Faultline.Hosting.Undoing;
using Faultline.Linux.Processes;

// The roles, with the faults of the tests; and an engine that applies faults, says so, and waits to be killed.
var roles = new FaultRoles(TestFunction.Catalogue, [new NoteReversal()], TimeProvider.System);
switch (args)
{
    case [RoleProgram.Holder]:
        return roles.Hold();
    case [RoleProgram.Watchdog]:
        return roles.Watch();
    case ["engine", var folder, var run, var silence, .. var faults]:
        var environment = ProcessEnvironment.OfThisProcess();
        await using (var processes = new ProcessStarter(TimeProvider.System))
        {
            var limits = new HoldingLimits { Silence = TimeSpan.FromSeconds(double.Parse(silence, CultureInfo.InvariantCulture)) };
            var holders = new FaultHolders(
                new RoleProgram(Environment.ProcessPath!, []) { Environment = environment },
                processes,
                new UndoFolder(folder),
                limits,
                TimeProvider.System
            );
            var session = (HolderSession)await holders.StartAsync(run, (_, _) => { }, CancellationToken.None);
            session.Lost.Register(() => Console.WriteLine("lost=" + session.WhyLost));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"holder={session.HolderProcess!.Id}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"watchdog={session.WatchdogProcess!.Id}"));
            var injection = new Injection(session, run);
            foreach (var fault in faults)
            {
                var arguments = (DataObject)JsonText.Parse(fault);
                var (record, _) = await injection.ApplyAsync(
                    arguments.Text("fault")!,
                    arguments.Without("fault").Without("secrets"),
                    arguments["secrets"] as DataObject
                );
                Console.WriteLine("applied=" + record.Id);
            }

            Console.WriteLine("ready");
            await Task.Delay(Timeout.Infinite);
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: holder | watchdog | engine FOLDER RUN SILENCE FAULT...");
        return 2;
}
