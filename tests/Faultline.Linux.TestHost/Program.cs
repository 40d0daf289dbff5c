using System.Globalization;
using Faultline.Linux.Networking.Namespaces;
using Faultline.Linux.Networking.Nftables;
using Faultline.Linux.Processes;
using Faultline.Linux.Roles;
using Faultline.Linux.TestHost;

// Each mode starts processes, prints "name=id" for each, then "ready", and waits to be killed. The modes that do not wait say so.
var host = new Host(new ProcessStarter(TimeProvider.System));
switch (args)
{
    case ["family"]:
        // A child, its own child, one that left the group, one that left it twice, and one that shares the terminal.
        await host.ShellAsync("sleep 300 & echo grandchild=$!; echo child=$$; wait");
        await host.ShellAsync("setsid sh -c 'echo left=$$; exec sleep 300' & wait");
        await host.ShellAsync("setsid sh -c 'setsid sh -c \"echo twice=\\$\\$; exec sleep 300\" & wait' & exit 0");
        host.Foreground("echo foreground=$$; echo ready; exec sleep 300");
        await Task.Delay(Timeout.Infinite);
        return 0;
    case ["ended"]:
        // Started by a starter that goes away in order: what left its group is let go. Does not wait.
        await host.ShellAsync("setsid sh -c 'echo left=$$; exec sleep 300 >/dev/null 2>&1' & wait");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guard={Host.Guards().Single()}"));
        await host.Starter.DisposeAsync();
        Console.WriteLine("ready");
        return 0;
    case ["guardless"]:
        // Somebody kills the guard between two children.
        await host.ShellAsync("echo before=$$; exec sleep 300");
        var first = Host.Guards().Single();
        await host.RunAsync(string.Create(CultureInfo.InvariantCulture, $"kill -9 {first}"));
        await Host.EndOfAsync(first);
        await host.ShellAsync("echo after=$$; exec sleep 300");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guard={Host.Guards().Single()}"));
        break;
    case ["detached"]:
        await host.ShellAsync("echo child=$$; exec sleep 300");
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"detached={ProcessStarter.StartDetached(Host.Spec("exec sleep 300"))}")
        );
        break;
    case ["foreground"]:
        // Does not wait: its end is the child's.
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"host={Environment.ProcessId}"));
        var status = await host.Foreground("echo child=$$; ps -o pgid= -p $$ | sed 's/ *//; s/^/group=/'; exit 7").Completed;
        await host.Starter.DisposeAsync();
        return status.Number;
    case ["table", var network]:
        // Holds a table of nf_tables in a network namespace.
        using (var place = NetworkNamespace.Named(network))
        {
            place.Run(NftConnection.Open).Commit(new NftBatch().CreateTable(new NftTable(NftFamily.NetDev, "fl-held"), isOwned: true));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"host={Environment.ProcessId}"));
        break;
    case [HostRoles.Word, .. var role]:
        // Does not wait: it ends as the role does.
        return HostRoles.Run(role);
    case [var mode] when mode.StartsWith("packets:", StringComparison.Ordinal):
        // What comes into a namespace from 10.99.0.2 waits for a minute; what is sent to 10.99.0.3 is dropped.
        PacketGrip.Take(mode["packets:".Length..]);
        break;
    default:
        Console.Error.WriteLine("usage: family | ended | guardless | detached | foreground | table NAMESPACE | packets:NAMESPACE");
        return 2;
}

Console.WriteLine("ready");
await Task.Delay(Timeout.Infinite);
return 0;
