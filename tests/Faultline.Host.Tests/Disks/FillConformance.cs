using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Host.Tests.Conformance;
using Faultline.Linux.Files;

namespace Faultline.Host.Tests.Disks;

public sealed class FillConformance : FaultConformance
{
    protected override FaultWorld World() => new SmallVolume();

    private sealed class SmallVolume : FaultWorld
    {
        private readonly MountWorld _mount = new();
        private bool _isGone;

        public override string? Missing => MountWorld.Missing;

        public override string Function => "disk.fill";

        public override DataObject Arguments =>
            DataObject.Of(("dir", _mount.Folder), ("percent", 90L), ("reserve", "512K"), ("workers", 2L), ("block_size", 64L));

        public override DataObject Target => DataObject.Of(("type", "process"), ("pid", (long)_mount.Pid));

        public override Task MakeAsync(CancellationToken stop) => _mount.MakeAsync(stop);

        public override Task<string> ReadAsync(CancellationToken stop)
        {
            if (_isGone)
            {
                return Task.FromResult("gone");
            }

            using var tree = FileTree.Open(_mount.FromHere);
            using var folder = tree.OpenFolder("/");
            var volume = folder.Volume();
            return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{volume.Free} of {volume.Size} bytes are free"));
        }

        public override Task<ImmutableArray<string>> NamesAsync(CancellationToken stop) =>
            Task.FromResult(
                Directory.EnumerateFileSystemEntries(_mount.FromHere).Select(path => Path.GetFileName(path)).ToImmutableArray()
            );

        public override async Task<bool> RemoveTargetAsync(CancellationToken stop)
        {
            await _mount.EndAsync();
            return _isGone = true;
        }

        public override ValueTask DisposeAsync() => _mount.DisposeAsync();
    }
}
