using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Processes;

namespace Faultline.Host.Tests.Processes;

public sealed class StopConformance : FaultConformance
{
    protected override FaultWorld World() => new SleepingWorld();

    /// <summary>Three that run, and one that somebody has stopped before.</summary>
    private sealed class SleepingWorld : FaultWorld
    {
        private readonly Sleepers _sleepers = new();
        private readonly Sleepers _others = new();

        public override string Function => "process.stop";

        public override DataObject Arguments => DataObject.Of(("process", _sleepers.Mark), ("full", true));

        public override async Task MakeAsync(CancellationToken stop)
        {
            for (var i = 0; i < 4; i++)
            {
                await _sleepers.StartAsync(stop);
            }

            await _others.StartAsync(stop);
            ProcessSignal.Send(_sleepers.Pids[1], ProcessSignal.Stop).ShouldBeTrue();
            await Poll.UntilAsync(() => ProcessTable.Find(_sleepers.Pids[1])!.IsStopped, stop);
        }

        public override Task<string> ReadAsync(CancellationToken stop) => Task.FromResult(_sleepers.Read());

        public override Task<string> ReadOutsideAsync(CancellationToken stop) => Task.FromResult(_others.Read());

        public override async Task<bool> RemoveTargetAsync(CancellationToken stop)
        {
            await _sleepers.EndAsync(stop);
            return true;
        }

        public override async Task<Disturbance?> DisturbAsync(UndoRecord record, CancellationToken stop)
        {
            // Somebody lets one of them go on, and another one is ended.
            ProcessSignal.Send(_sleepers.Pids[0], ProcessSignal.Continue).ShouldBeTrue();
            ProcessSignal.Send(_sleepers.Pids[2], ProcessSignal.Kill).ShouldBeTrue();
            await Poll.UntilAsync(() => ProcessTable.Find(_sleepers.Pids[2]) is null or { HasEnded: true }, stop);
            await Poll.UntilAsync(() => ProcessTable.Find(_sleepers.Pids[0]) is { IsStopped: false }, stop);
            return new Disturbance(
                RevertState.Reverted,
                _sleepers.Read().Replace($"{_sleepers.Pids[3]} stopped", $"{_sleepers.Pids[3]} running")
            );
        }

        public override async ValueTask DisposeAsync()
        {
            await _sleepers.DisposeAsync();
            await _others.DisposeAsync();
        }
    }
}
