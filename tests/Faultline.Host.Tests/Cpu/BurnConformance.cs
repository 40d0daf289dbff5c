using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Cpu;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Processes;
using Faultline.Linux.Roles;

namespace Faultline.Host.Tests.Cpu;

public sealed class BurnConformance : FaultConformance
{
    protected override FaultWorld World() => new BusyHost();

    private sealed class BusyHost : FaultWorld
    {
        public override string Function => "cpu.burn";

        public override DataObject Arguments => DataObject.Of(("percent", 20.0));

        public override Task<IFault> BindAsync() => Task.FromResult<IFault>(new ProcessorBurn(1, false, 20, TestRole.Program));

        public override Task MakeAsync(CancellationToken stop) => Task.CompletedTask;

        // Those that are ours: other tests burn as well.
        public override Task<string> ReadAsync(CancellationToken stop) =>
            Task.FromResult(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ProcessTable.All().Count(one => !one.HasEnded && one.Parent == Environment.ProcessId && ProcessTable.CommandLine(one.Pid) is [_, HostRoles.Word, ProcessorBurner.Role, _, "20", _])} burn"
                )
            );

        public override Task<bool> RemoveTargetAsync(CancellationToken stop) => Task.FromResult(false);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
