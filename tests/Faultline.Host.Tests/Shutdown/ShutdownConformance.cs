using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Shutdown;
using Faultline.Host.Tests.Conformance;

namespace Faultline.Host.Tests.Shutdown;

public sealed class ShutdownConformance : FaultConformance
{
    protected override FaultWorld World() => new DoomedNamespace();

    private sealed class DoomedNamespace : FaultWorld
    {
        private readonly NamespaceWorld _inside = new();
        private readonly NamespaceWorld _beside = new();

        public override string? Missing => NamespaceWorld.Missing;

        public override string Function => "host.shutdown";

        public override DataObject Arguments => DataObject.Of(("delay", 0.001));

        public override DataObject Target => DataObject.Of(("type", "process"), ("pid", (long)_inside.Second));

        public override bool IsIrreversible => true;

        public override Task<IFault> BindAsync() =>
            Task.FromResult<IFault>(new PlaceShutdown(0.001, false, false, new NoHostPower(), TestRole.Program));

        public override async Task MakeAsync(CancellationToken stop)
        {
            await _inside.MakeAsync(stop);
            await _beside.MakeAsync(stop);
        }

        public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(_inside.Read());

        public override Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult(_beside.Read());

        public override async Task<bool> RemoveTargetAsync(CancellationToken stop)
        {
            await _inside.Ended.WaitAsync(stop);
            return true;
        }

        public override async ValueTask DisposeAsync()
        {
            await _inside.DisposeAsync();
            await _beside.DisposeAsync();
        }
    }
}
