using Faultline.Abstractions.Data;
using Faultline.Host.Tests.Conformance;

namespace Faultline.Host.Tests.Processes;

public sealed class KillConformance : FaultConformance
{
    protected override FaultWorld World() => new DoomedWorld();

    private sealed class DoomedWorld : FaultWorld
    {
        private readonly Sleepers _sleepers = new();
        private readonly Sleepers _others = new();

        public override string Function => "process.kill";

        public override DataObject Arguments =>
            DataObject.Of(("process", _sleepers.Mark), ("full", true), ("signal", "TERM"), ("interval", 0.05));

        public override bool IsIrreversible => true;

        public override async Task MakeAsync(CancellationToken stop)
        {
            await _sleepers.StartAsync(stop);
            await _sleepers.StartAsync(stop);
            await _others.StartAsync(stop);
        }

        public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(_sleepers.Read());

        public override Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult(_others.Read());

        public override async Task<bool> RemoveTargetAsync(CancellationToken stop)
        {
            await _sleepers.EndAsync(stop);
            return true;
        }

        public override async ValueTask DisposeAsync()
        {
            await _sleepers.DisposeAsync();
            await _others.DisposeAsync();
        }
    }
}
